import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { write } from "@/api/client";
import { projects, tokens } from "@/api/queries";
import type { CreatedToken, Scope } from "@/api/types";
import { items } from "@/domain/asset/allPages";
import { Button, Field } from "@/shared/controls";
import { Icon } from "@/shared/Icon";
import { ErrorNote } from "@/shared/states";

const SCOPES: [scope: Scope, means: string][] = [
  ["captures:write", "send captures"],
  ["read", "read what is recorded"],
  ["documents:write", "write documents"],
  ["workspace:write", "change what the workspace demands"],
  ["audit:read", "read the audit log"],
];

export function NewTokenForm() {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Scope[]>(["captures:write", "read"]);
  const [project, setProject] = useState("");
  const [days, setDays] = useState(90);
  const known = items(useInfiniteQuery(projects()).data);
  const create = useMutation({
    mutationFn: () =>
      write<CreatedToken>("POST", "/api/v1/tokens", {
        name: name.trim(),
        scopes,
        expires_in_days: days,
        ...(project === "" ? {} : { project }),
      }),
    onSuccess: () => {
      setName("");
      return queries.invalidateQueries({ queryKey: tokens().queryKey.slice(0, 1) });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const toggle = (scope: Scope) =>
    setScopes((before) => (before.includes(scope) ? before.filter((other) => other !== scope) : [...before, scope]));
  return (
    <form className="token-form" onSubmit={submit}>
      <div className="token-fields">
        <Field label="Name">
          {(ids) => (
            <input
              {...ids}
              required
              maxLength={100}
              placeholder="my laptop"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="Project">
          {(ids) => (
            <select {...ids} value={project} onChange={(event) => setProject(event.target.value)}>
              <option value="">all projects</option>
              {known.map((one) => (
                <option key={one.id} value={one.name}>
                  {one.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Ends after">
          {(ids) => (
            <select {...ids} value={days} onChange={(event) => setDays(Number(event.target.value))}>
              {[7, 30, 90, 365].map((count) => (
                <option key={count} value={count}>
                  {count} days
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <fieldset className="token-scopes">
        <legend>It may</legend>
        {SCOPES.map(([scope, means]) => (
          <label key={scope}>
            <input type="checkbox" checked={scopes.includes(scope)} onChange={() => toggle(scope)} /> {means}
          </label>
        ))}
      </fieldset>
      {create.error !== null && <ErrorNote error={create.error} />}
      <Button look="primary" icon="plus" type="submit" disabled={create.isPending || scopes.length === 0}>
        Make a token
      </Button>
      {create.data !== undefined && <Once token={create.data.token} />}
    </form>
  );
}

/** The token itself, shown this one time. */
function Once({ token }: { token: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(token);
    setCopied(true);
  };
  return (
    <div className="notice notice-good" role="status" data-testid="new-token">
      <p className="strong">Copy it now: it is shown this once and kept nowhere.</p>
      <p className="once">
        <code>{token}</code>
        <Button onClick={() => void copy()}>
          <Icon name="copy" /> {copied ? "Copied" : "Copy"}
        </Button>
      </p>
      <p className="muted">
        In the notebook: <code>CONSPECTUS_TOKEN</code>, or <code>cs.connect(token=…)</code>.
      </p>
    </div>
  );
}
