import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { write } from "@/api/client";
import { account as accountQuery, ownSessions } from "@/api/queries";
import type { Account } from "@/api/types";
import { Button, Field } from "@/shared/controls";
import { ErrorNote } from "@/shared/states";

/** A new password. Every other session ends with the old one. */
export function PasswordForm({ account }: { account: Account }) {
  const queries = useQueryClient();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: () =>
      write("PUT", "/api/v1/account/password", { new: next, ...(account.has_password ? { current } : {}) }),
    onSuccess: async () => {
      setCurrent("");
      setNext("");
      await queries.invalidateQueries({ queryKey: accountQuery().queryKey });
      await queries.invalidateQueries({ queryKey: ownSessions().queryKey });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form className="token-form" data-testid="password" onSubmit={submit}>
      <div className="token-fields">
        {account.has_password && (
          <Field label="Password so far">
            {(ids) => (
              <input
                {...ids}
                name="current"
                type="password"
                autoComplete="current-password"
                required
                value={current}
                onChange={(event) => setCurrent(event.target.value)}
              />
            )}
          </Field>
        )}
        <Field label="New password" hint={`At least ${String(account.shortest_password)} characters`}>
          {(ids) => (
            <input
              {...ids}
              name="new"
              type="password"
              autoComplete="new-password"
              required
              value={next}
              onChange={(event) => setNext(event.target.value)}
            />
          )}
        </Field>
      </div>
      {change.error !== null && <ErrorNote error={change.error} />}
      {change.isSuccess && (
        <p className="notice notice-good" role="status">
          Changed. Your other sessions have ended.
        </p>
      )}
      <Button type="submit" disabled={change.isPending}>
        Change the password
      </Button>
    </form>
  );
}
