import { ApiError } from "#components/api.ts";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { Notice } from "#components/ui/notice.tsx";

type FormErrorProps = {
  error: unknown;
  title?: string;
  /** The paths that stand beside their fields already. What the server says of any other path is told here. */
  placed?: readonly string[];
};

/** What went wrong with a form as a whole. Nothing when each fault stands beside its field. */
export function FormError({ error, title = "That did not work", placed = [] }: FormErrorProps) {
  if (error === null || error === undefined) return null;
  const faults = error instanceof ApiError ? error.errors : [];
  const homeless = faults.filter((fault) => !placed.includes(fault.path));
  if (faults.length > 0 && homeless.length === 0) return null;
  return (
    <Notice kind="bad" title={title}>
      {homeless.length === 0 && <p>{sentenceOf(error)}</p>}
      {homeless.length > 0 && (
        <ul>
          {homeless.map((fault) => (
            <li key={fault.path + fault.message}>
              {fault.path && <code className="font-mono text-xs">{fault.path}</code>} {fault.message}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
