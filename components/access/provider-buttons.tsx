"use client";

import { LogIn } from "lucide-react";
import { goToProvider } from "#components/access/start-session.ts";
import { Button } from "#components/ui/button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";

export type ExternalProvider = { id: string; name: string };

/** Leads to the providers with which people may sign in besides. */
export function ProviderButtons({ providers, returnPath }: ProviderButtonsProps) {
  const { submit, isBusy, error } = useSubmit((id: string) => goToProvider(id, returnPath));
  return (
    <div className="space-y-2">
      <FormError error={error} title="Signing in did not work" />
      {providers.map(({ id, name }) => (
        <Button key={id} size="lg" className="w-full" busy={isBusy} onClick={() => void submit(id)}>
          <LogIn aria-hidden />
          Sign in with {name}
        </Button>
      ))}
      <p className="flex items-center gap-3 py-1 text-xs text-faint before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or with a password
      </p>
    </div>
  );
}

type ProviderButtonsProps = { providers: readonly ExternalProvider[]; returnPath: string };
