import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

/** Stands for a list that its filters leave empty, with the way out. `noun` is of one thing: "rollout". */
export function NothingFits({ noun, href }: { noun: string; href: string }) {
  return (
    <EmptyState
      title={`No ${noun} fits`}
      action={
        <Button asChild>
          <a href={href}>Show all {noun}s</a>
        </Button>
      }
    >
      None has this state and these words together.
    </EmptyState>
  );
}
