import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { write } from "@/api/client";
import { session } from "@/api/queries";
import type { OpenInvitation } from "@/api/types";
import { dateTime } from "@/shared/format";
import { Button, Field } from "@/shared/controls";
import { ErrorNote } from "@/shared/states";
import { Logo } from "./Logo";

/** Takes the secret of an invitation out of the address, so that it stays in no history. */
function takeInvitation(): string {
  const secret = new URLSearchParams(window.location.hash.slice(1)).get("invitation") ?? "";
  window.history.replaceState(null, "", window.location.pathname);
  return secret;
}

/** Where an invitation leads: who is new names themselves and chooses a password, who has an account joins with it. */
export function Join() {
  const [secret, setSecret] = useState("");
  const { mutate: look, ...open } = useMutation({
    mutationFn: (invitation: string) => write<OpenInvitation>("POST", "/api/v1/invitations/open", { invitation }),
  });
  const looked = useRef(false);
  useEffect(() => {
    if (looked.current) return;
    looked.current = true;
    const taken = takeInvitation();
    setSecret(taken);
    look(taken);
  }, [look]);
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <Logo large />
        <h1>Join</h1>
        {open.error !== null && <ErrorNote error={open.error} />}
        {open.data !== undefined && <JoinForm secret={secret} invitation={open.data} />}
      </div>
    </main>
  );
}

function JoinForm({ secret, invitation }: { secret: string; invitation: OpenInvitation }) {
  const router = useRouter();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const fresh = !invitation.has_account;
  const join = useMutation({
    mutationFn: () =>
      write("POST", "/api/v1/invitations/acceptance", {
        invitation: secret,
        ...(fresh ? { name: name.trim(), password } : {}),
      }),
    onSuccess: async () => {
      queries.clear();
      if (fresh) await queries.query(session());
      router.history.push(fresh ? "/" : "/sign-in");
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    join.mutate();
  };
  return (
    <form data-testid="join" onSubmit={submit}>
      <p>
        {invitation.by} invites <strong>{invitation.email}</strong> to the workspace{" "}
        <strong>{invitation.workspace}</strong> as {invitation.role}, until {dateTime(invitation.expires_at)}.
      </p>
      {fresh && (
        <>
          <Field label="Your name">
            {(ids) => (
              <input
                {...ids}
                name="name"
                autoComplete="name"
                required
                maxLength={100}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field label="A password" hint="At least 15 characters; four unrelated words are a good one">
            {(ids) => (
              <input
                {...ids}
                name="password"
                type="password"
                autoComplete="new-password"
                required
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            )}
          </Field>
        </>
      )}
      {join.error !== null && <ErrorNote error={join.error} />}
      <Button look="primary" type="submit" disabled={join.isPending}>
        {fresh ? "Join" : "Join, then sign in"}
      </Button>
    </form>
  );
}
