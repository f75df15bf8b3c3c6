import { useMutation, useQuery } from "@tanstack/react-query";
import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { provideProof, write } from "@/api/client";
import { account } from "@/api/queries";
import { Button, Field } from "@/shared/controls";
import { Dialog } from "@/shared/Dialog";
import { ErrorNote } from "@/shared/states";

/** Asks who one is once more, when the server wants to know before something dangerous. */
export function ProofDialog() {
  const [open, setOpen] = useState(false);
  const answer = useRef<((proved: boolean) => void) | undefined>(undefined);
  useEffect(() => {
    provideProof(
      () =>
        new Promise((resolve) => {
          answer.current = resolve;
          setOpen(true);
        }),
    );
    return () => provideProof(undefined);
  }, []);
  const close = (proved: boolean) => {
    answer.current?.(proved);
    answer.current = undefined;
    setOpen(false);
  };
  return (
    <Dialog label="Prove that it is you" open={open} onClose={() => close(false)}>
      <ProofForm onProved={() => close(true)} />
    </Dialog>
  );
}

function ProofForm({ onProved }: { onProved: () => void }) {
  const who = useQuery(account());
  const [proof, setProof] = useState("");
  const byCode = (who.data?.second_factors.length ?? 0) > 0;
  const prove = useMutation({
    mutationFn: () => write("POST", "/api/v1/session/proof", byCode ? { code: proof } : { password: proof }),
    onSuccess: onProved,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    prove.mutate();
  };
  return (
    <form data-testid="proof" className="token-form" onSubmit={submit}>
      <p>It is a while since you proved who you are. Do so once more, and it goes on.</p>
      <Field label={byCode ? "Code of your authenticator app, or a recovery code" : "Password"}>
        {(ids) => (
          <input
            {...ids}
            name="proof"
            type={byCode ? "text" : "password"}
            autoComplete={byCode ? "one-time-code" : "current-password"}
            required
            value={proof}
            onChange={(event) => setProof(event.target.value)}
          />
        )}
      </Field>
      {prove.error !== null && <ErrorNote error={prove.error} />}
      <Button look="primary" type="submit" disabled={prove.isPending}>
        Go on
      </Button>
    </form>
  );
}
