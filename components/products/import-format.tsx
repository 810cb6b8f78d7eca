import type { ImportFormat } from "#components/products/version-queries.ts";
import { type Choice, ChoiceCards } from "#components/ui/choice-cards.tsx";

const formats: readonly Choice<ImportFormat>[] = [
  { value: "conventionalCommits", label: "Conventional commits", help: "What git log prints: feat: …, fix(api): …" },
  { value: "keepAChangelog", label: "Keep a Changelog", help: "A CHANGELOG.md with its versions" },
];

type ImportFormatFieldProps = { format: ImportFormat; onChange: (format: ImportFormat) => void };

export function ImportFormatField({ format, onChange }: ImportFormatFieldProps) {
  return <ChoiceCards legend="What it is" choices={formats} value={format} onChange={onChange} />;
}
