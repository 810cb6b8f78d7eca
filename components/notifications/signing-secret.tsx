import { CodeBlock } from "#components/ui/code-block.tsx";
import { Secret } from "#components/ui/secret.tsx";

/** The secret of a webhook, and how its receiver uses it. */
export function SigningSecret({ secret }: { secret: string }) {
  return (
    <div className="space-y-3">
      <Secret secret={secret} label="Signing secret" />
      <CodeBlock
        label="In the receiver"
        code={`import { Webhook } from "standardwebhooks";\n\nconst message = new Webhook(secret).verify(body, headers);`}
      />
    </div>
  );
}
