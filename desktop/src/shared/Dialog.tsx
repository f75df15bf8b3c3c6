import { type ReactNode, useEffect, useRef } from "react";

interface DialogProps {
  label: string;
  open: boolean;
  onClose: () => void;
  className?: string;
  children: ReactNode;
}

/** The platform's modal dialog: it traps the focus, closes on Escape and needs no injected styles. */
export function Dialog({ label, open, onClose, className = "", children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (dialog === null) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    <dialog
      ref={element}
      className={`dialog ${className}`}
      aria-label={label}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      {open && <div className="dialog-body">{children}</div>}
    </dialog>
  );
}
