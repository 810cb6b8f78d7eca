"use client";

import { CircleCheck, CircleX } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "#components/api.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { RegistryTest, RegistryView } from "#lib/intake/view-registries.ts";

/** Asks a registry now, with the kept credentials. */
export function TestRegistry({ registry, onClose }: { registry: RegistryView | null; onClose: () => void }) {
  return (
    <Dialog open={registry !== null} onOpenChange={onClose} title={`Test ${registry?.host ?? ""}`}>
      {registry && <TestForm registry={registry} />}
    </Dialog>
  );
}

function TestForm({ registry }: { registry: RegistryView }) {
  const router = useRouter();
  const [image, setImage] = useState("");
  const [result, setResult] = useState<RegistryTest | null>(null);
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    setResult(null);
    const body = image.trim() ? { image: image.trim() } : {};
    setResult(await api<RegistryTest>(`/api/v1/registries/${registry.id}/test`, { method: "POST", body }));
    router.refresh();
  });

  return (
    <form className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["image"]} title="The test could not be made" />
      <Field
        label="Image"
        optional
        error={problemOf("image")}
        help="Left out: only whether it answers and takes the credentials."
      >
        <Input
          value={image}
          onChange={(event) => setImage(event.target.value)}
          placeholder="acme/gateway:1.4.2"
          spellCheck={false}
          className="font-mono text-xs"
        />
      </Field>
      <div aria-live="polite">{result && <Result result={result} />}</div>
      <div className="flex justify-end gap-2">
        <DialogClose asChild>
          <Button variant="ghost">Close</Button>
        </DialogClose>
        <Button type="submit" variant="primary" busy={isBusy}>
          Test the connection
        </Button>
      </div>
    </form>
  );
}

function Result({ result }: { result: RegistryTest }) {
  const Icon = result.ok ? CircleCheck : CircleX;
  return (
    <p className={`flex items-start gap-2 rounded-md px-3 py-2 ${result.ok ? "bg-good-soft" : "bg-bad-soft"}`}>
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${result.ok ? "text-good-ink" : "text-bad-ink"}`} />
      <span>
        {result.message} {result.digest && <Digest digest={result.digest} copy />}
      </span>
    </p>
  );
}
