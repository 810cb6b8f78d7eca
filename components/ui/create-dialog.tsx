"use client";

import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";

type CreateDialogProps = {
  /** What is made, on the button and over the form. */
  title: string;
  description?: string;
  /** The form, which closes the dialog once it is done. */
  children: (close: () => void) => ReactNode;
};

/** A button, and behind it a dialog with the form in which something is made. */
export function CreateDialog({ title, description, children }: CreateDialogProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setIsOpen}
      title={title}
      description={description}
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          {title}
        </Button>
      }
    >
      {children(() => setIsOpen(false))}
    </Dialog>
  );
}
