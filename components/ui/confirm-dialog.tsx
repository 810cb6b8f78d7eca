"use client";

import { type ReactNode, useState } from "react";
import { ApiError } from "#components/api.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";

const REASON_LENGTH_MAX = 500;

type ConfirmDialogProps = {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactNode;
  title: string;
  /** What will be touched, with the number. */
  children: ReactNode;
  /** The verb and what it touches: "Roll back 214 devices". */
  confirmLabel: string;
  danger?: boolean;
  /** Offers a reason, which goes into the event log. */
  askReason?: boolean;
  /** Carries it out; when it throws, the dialog stays open and shows the sentence. */
  onConfirm: (reason: string | undefined) => Promise<unknown>;
};

/** Asks before something that is hard to take back. The focus starts on the reason, or on Cancel. */
export function ConfirmDialog({ open, onOpenChange, trigger, ...content }: ConfirmDialogProps) {
  const [isOpenInside, setIsOpenInside] = useState(false);
  const isOpen = open ?? isOpenInside;
  const setOpen = onOpenChange ?? setIsOpenInside;
  return (
    <Dialog open={isOpen} onOpenChange={setOpen} title={content.title} trigger={trigger}>
      <ConfirmForm {...content} close={() => setOpen(false)} />
    </Dialog>
  );
}

function ConfirmForm({
  children,
  confirmLabel,
  danger = false,
  askReason = false,
  onConfirm,
  close,
}: ConfirmFormProps) {
  const [reason, setReason] = useState("");
  const { onSubmit, isBusy, error } = useFormSubmit(async () => {
    await onConfirm(reason.trim() || undefined);
    close();
  });

  return (
    <form
      onSubmit={(event) => {
        // React hands events of a portal to the parents in the tree: a form around the trigger must not be sent.
        event.stopPropagation();
        onSubmit(event);
      }}
    >
      <div className="space-y-3">
        <div>{children}</div>
        {askReason && (
          <Field label="Reason" optional help="Goes into the event log and the history.">
            <Textarea
              rows={2}
              maxLength={REASON_LENGTH_MAX}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.metaKey || event.ctrlKey))
                  event.currentTarget.form?.requestSubmit();
              }}
            />
          </Field>
        )}
        {error !== null && (
          <Notice
            kind="bad"
            title={error instanceof ApiError && error.isLate ? "Somebody or something was faster" : "That did not work"}
          >
            {sentenceOf(error)}
          </Notice>
        )}
      </div>
      <DialogActions submit={confirmLabel} busy={isBusy} danger={danger} />
    </form>
  );
}

type ConfirmFormProps = Omit<ConfirmDialogProps, "open" | "onOpenChange" | "trigger" | "title"> & { close: () => void };
