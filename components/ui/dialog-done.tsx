import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { DialogClose } from "#components/ui/dialog.tsx";

/** The foot of a dialog that shows what came of something. Other ways to go on stand before the way out. */
export function DialogDone({ children }: { children?: ReactNode }) {
  return (
    <div className="flex justify-end gap-2">
      {children}
      <DialogClose asChild>
        <Button variant="primary">Done</Button>
      </DialogClose>
    </div>
  );
}
