import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { write } from "@/api/client";
import { account as accountQuery, session } from "@/api/queries";
import type { Account, Authenticator } from "@/api/types";
import { Button, Field, Section } from "@/shared/controls";
import { date } from "@/shared/format";
import { ErrorNote } from "@/shared/states";

interface Codes {
  recovery_codes?: string[];
}

/** What proves one beside the password: authenticator apps, and codes on paper. */
export function SecondFactors({ account }: { account: Account }) {
  const queries = useQueryClient();
  const [codes, setCodes] = useState<string[]>([]);
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: accountQuery().queryKey });
    await queries.invalidateQueries({ queryKey: session().queryKey });
  };
  const remove = useMutation({
    mutationFn: (id: string) => write("DELETE", `/api/v1/account/factors/${id}`),
    onSuccess: refresh,
  });
  const renew = useMutation({
    mutationFn: () => write<Codes>("POST", "/api/v1/account/recovery-codes"),
    onSuccess: async (made) => {
      setCodes(made.recovery_codes ?? []);
      await refresh();
    },
  });
  const confirmed = async (made: Codes) => {
    setCodes(made.recovery_codes ?? []);
    await refresh();
  };
  const has = account.second_factors.length > 0;
  return (
    <Section title="Second factor">
      {account.needs_factor && !has && (
        <p className="notice">Your workspace demands a second factor: until you have one, nothing else opens.</p>
      )}
      <ul className="plain-list">
        {account.second_factors.map((factor) => (
          <li key={factor.id} data-testid="factor">
            <strong>{factor.name}</strong> since {date(factor.created_at)}{" "}
            <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate(factor.id)}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {remove.error !== null && <ErrorNote error={remove.error} />}
      <AddAuthenticator onConfirmed={confirmed} />
      {has && (
        <p>
          {account.recovery_codes_left} recovery codes are left.{" "}
          <Button disabled={renew.isPending} onClick={() => renew.mutate()}>
            Make new ones
          </Button>
        </p>
      )}
      {renew.error !== null && <ErrorNote error={renew.error} />}
      {codes.length > 0 && <OnPaper codes={codes} />}
    </Section>
  );
}

function OnPaper({ codes }: { codes: string[] }) {
  return (
    <div className="notice notice-good" role="status" data-testid="recovery-codes">
      <p className="strong">Write these down now: they are shown this once, and each stands in for the app once.</p>
      <pre>{codes.join("\n")}</pre>
    </div>
  );
}

function AddAuthenticator({ onConfirmed }: { onConfirmed: (made: Codes) => Promise<void> }) {
  const [code, setCode] = useState("");
  const add = useMutation({
    mutationFn: () => write<Authenticator>("POST", "/api/v1/account/authenticators", { name: "Authenticator app" }),
  });
  const confirm = useMutation({
    mutationFn: (id: string) => write<Codes>("POST", `/api/v1/account/authenticators/${id}/confirmation`, { code }),
    onSuccess: async (made) => {
      add.reset();
      setCode("");
      await onConfirmed(made);
    },
  });
  const made = add.data;
  if (made === undefined) {
    return (
      <>
        {add.error !== null && <ErrorNote error={add.error} />}
        <Button icon="plus" data-testid="add-authenticator" disabled={add.isPending} onClick={() => add.mutate()}>
          Add an authenticator app
        </Button>
      </>
    );
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    confirm.mutate(made.id);
  };
  return (
    <form className="token-form" data-testid="authenticator" onSubmit={submit}>
      <p>Scan this with your authenticator app, or type the secret into it; then type the code that it shows.</p>
      <img src={made.picture} alt="The secret as a QR code" width={200} height={200} />
      <p>
        <code data-testid="authenticator-secret">{made.secret}</code>
      </p>
      <Field label="Code">
        {(ids) => (
          <input
            {...ids}
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Field>
      {confirm.error !== null && <ErrorNote error={confirm.error} />}
      <Button look="primary" type="submit" disabled={confirm.isPending}>
        Confirm
      </Button>
    </form>
  );
}
