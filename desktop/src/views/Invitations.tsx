import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { write } from "@/api/client";
import { invitations } from "@/api/queries";
import type { Invitation } from "@/api/types";
import { Button, Field, Section } from "@/shared/controls";
import { date } from "@/shared/format";
import { ErrorNote, Loaded } from "@/shared/states";

/** Whom the workspace waits for, and a way to ask more people in. */
export function Invitations() {
  const query = useQuery(invitations());
  return (
    <Section title="Invitations">
      <InviteForm />
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">Nobody is invited at the moment.</p>
          ) : (
            <ul className="plain-list">
              {items.map((invitation) => (
                <Row key={invitation.id} invitation={invitation} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}

function Row({ invitation }: { invitation: Invitation }) {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => write("DELETE", `/api/v1/invitations/${invitation.id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: invitations().queryKey }),
  });
  return (
    <li data-testid="invitation">
      <strong>{invitation.email}</strong> as {invitation.role}, until {date(invitation.expires_at)}{" "}
      <Button look="danger" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
        Take back
      </Button>
      {revoke.error !== null && <ErrorNote error={revoke.error} />}
    </li>
  );
}

function InviteForm() {
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Invitation["role"]>("analyst");
  const invite = useMutation({
    mutationFn: () => write<Invitation>("POST", "/api/v1/invitations", { email: email.trim(), role }),
    onSuccess: () => {
      setEmail("");
      return queries.invalidateQueries({ queryKey: invitations().queryKey });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  return (
    <form className="token-form" data-testid="invite" onSubmit={submit}>
      <div className="token-fields">
        <Field label="E-mail">
          {(ids) => (
            <input
              {...ids}
              name="invite"
              type="email"
              required
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field label="Role">
          {(ids) => (
            <select {...ids} value={role} onChange={(event) => setRole(event.target.value as Invitation["role"])}>
              <option value="viewer">viewer: reads</option>
              <option value="analyst">analyst: captures and writes</option>
              <option value="admin">admin: decides</option>
            </select>
          )}
        </Field>
      </div>
      {invite.error !== null && <ErrorNote error={invite.error} />}
      <Button type="submit" icon="plus" disabled={invite.isPending}>
        Invite
      </Button>
      {invite.data?.mailed === true && (
        <p className="notice notice-good" role="status">
          The invitation is on its way to {invite.data.email}.
        </p>
      )}
      {invite.data?.link !== undefined && (
        <div className="notice notice-good" role="status" data-testid="invitation-link">
          <p className="strong">Hand this link to {invite.data.email}: it is shown this once and works once.</p>
          <p className="once">
            <code>{invite.data.link}</code>
          </p>
        </div>
      )}
    </form>
  );
}
