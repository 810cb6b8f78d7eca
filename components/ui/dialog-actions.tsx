import { Button } from "#components/ui/button.tsx";
import { DialogClose } from "#components/ui/dialog.tsx";

/** The foot of a form in a dialog: away with it, or do it. */
export function DialogActions({ submit, busy, danger = false, disabled = false }: DialogActionsProps) {
  return (
    <div className="-mx-4 mt-4 -mb-3 flex flex-wrap items-center justify-end gap-2 rounded-b-xl border-t border-line bg-sunken/60 px-4 py-2.5">
      <DialogClose asChild>
        <Button variant="ghost">Cancel</Button>
      </DialogClose>
      <Button type="submit" variant={danger ? "danger" : "primary"} busy={busy} disabled={disabled}>
        {submit}
      </Button>
    </div>
  );
}

type DialogActionsProps = { submit: string; busy: boolean; danger?: boolean; disabled?: boolean };
