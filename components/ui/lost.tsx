import { Compass } from "lucide-react";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

/** What stands at an address that leads to nothing. */
export function Lost({ noun = "page", back = { href: "/", label: "To the overview" } }: LostProps) {
  return (
    <EmptyState
      isPage
      icon={Compass}
      title={`There is no such ${noun}`}
      className="py-20"
      action={
        <Button asChild>
          <Link href={back.href}>{back.label}</Link>
        </Button>
      }
    >
      It may have been deleted, you may not be allowed to see it, or the address has a slip in it.
    </EmptyState>
  );
}

type LostProps = { noun?: string; back?: { href: string; label: string } };
