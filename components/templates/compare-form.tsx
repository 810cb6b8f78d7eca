import { GitCompareArrows } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { type Option, Select } from "#components/ui/select.tsx";

type CompareFormProps = {
  choices: readonly Option[];
  a?: string | undefined;
  b?: string | undefined;
};

/** Chooses two templates to be laid side by side. A plain form: it works before any script does. */
export function CompareForm({ choices, a, b }: CompareFormProps) {
  return (
    <form action="/templates/compare" className="flex flex-wrap items-center gap-2">
      <Select
        name="a"
        aria-label="Compare"
        options={choices}
        defaultValue={a ?? choices[0]?.value}
        className="w-44 max-sm:flex-1"
      />
      <span className="text-muted">with</span>
      <Select
        name="b"
        aria-label="With"
        options={choices}
        defaultValue={b ?? choices[1]?.value}
        className="w-44 max-sm:flex-1"
      />
      <Button type="submit">
        <GitCompareArrows aria-hidden />
        Compare
      </Button>
    </form>
  );
}
