import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { write } from "@/api/client";
import { policy, session, workspace } from "@/api/queries";
import type { Mode, Policy, WorkspacePolicy } from "@/api/types";
import { Button, Field, Section } from "@/shared/controls";
import { Dialog } from "@/shared/Dialog";
import { integer } from "@/shared/format";
import { ErrorNote, Loaded } from "@/shared/states";

/** From strict to loose; a notebook may always be stricter. */
export const MODES: { mode: Mode; name: string; means: string }[] = [
  { mode: "schema", name: "Schema", means: "Names and types of columns, and the number of rows." },
  { mode: "dp", name: "Differential privacy", means: "Figures with noise, paid from each dataset's budget." },
  { mode: "standard", name: "Standard", means: "Rounded figures; none stands for a handful of rows." },
  { mode: "exact", name: "Exact", means: "Figures as they are, smallest and largest values included." },
];

/** What the workspace demands of every capture; whoever may, changes it here. */
export function PolicyPanel() {
  const query = useQuery(policy());
  const who = useQuery(session());
  const [open, setOpen] = useState(false);
  const may = who.data?.scopes.includes("workspace:write") ?? false;
  return (
    <Section title="Disclosure policy" aside={may && <Button onClick={() => setOpen(true)}>Change…</Button>}>
      <Loaded query={query}>
        {(held) => (
          <>
            <InForce held={held} />
            <Dialog label="Change the disclosure policy" open={open} onClose={() => setOpen(false)}>
              <PolicyForm held={held} onDone={() => setOpen(false)} />
            </Dialog>
          </>
        )}
      </Loaded>
    </Section>
  );
}

function InForce({ held: { policy, reason } }: { held: WorkspacePolicy }) {
  const mode = MODES.find((one) => one.mode === policy.mode);
  return (
    <div data-testid="policy">
      <p>
        <strong>{mode?.name ?? policy.mode}.</strong> {mode?.means} No group of fewer than {integer(policy.min_cell)}{" "}
        rows is told, and nothing of tables with fewer than {integer(policy.min_rows)} rows.
      </p>
      {policy.budget != null && (
        <p className="muted">
          Noisy figures of one dataset may spend ε = {policy.budget.epsilon} and δ = {policy.budget.delta} together.
        </p>
      )}
      {reason != null && <p className="muted">The reason given: {reason}</p>}
    </div>
  );
}

function PolicyForm({ held, onDone }: { held: WorkspacePolicy; onDone: () => void }) {
  const queries = useQueryClient();
  const [wanted, setWanted] = useState<Policy>(held.policy);
  const [reason, setReason] = useState("");
  const [sure, setSure] = useState(false);
  const change = useMutation({
    mutationFn: () =>
      write<WorkspacePolicy>(
        "PUT",
        "/api/v1/workspace/policy",
        { policy: wanted, ...(reason.trim() === "" ? {} : { reason: reason.trim() }) },
        { "If-Match": `"${held.number}"` },
      ),
    onSuccess: async () => {
      await Promise.all([policy(), workspace()].map(({ queryKey }) => queries.invalidateQueries({ queryKey })));
      onDone();
    },
  });
  const place = (mode: Mode) => MODES.findIndex((one) => one.mode === mode);
  const looser =
    place(wanted.mode) > place(held.policy.mode) ||
    wanted.min_cell < held.policy.min_cell ||
    wanted.min_rows < held.policy.min_rows;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form className="policy-form" onSubmit={submit}>
      <h2>Change the disclosure policy</h2>
      <fieldset className="policy-modes">
        <legend>At most, captures may tell</legend>
        {MODES.map(({ mode, name, means }) => (
          <label key={mode}>
            <input
              type="radio"
              name="mode"
              value={mode}
              checked={wanted.mode === mode}
              onChange={() => setWanted({ ...wanted, mode })}
            />{" "}
            <strong>{name}</strong> <span className="muted">{means}</span>
          </label>
        ))}
      </fieldset>
      <div className="token-fields">
        <Number
          label="Smallest group, in rows"
          value={wanted.min_cell}
          least={2}
          set={(min_cell) => setWanted({ ...wanted, min_cell })}
        />
        <Number
          label="Smallest table, in rows"
          value={wanted.min_rows}
          least={wanted.min_cell}
          set={(min_rows) => setWanted({ ...wanted, min_rows })}
        />
      </div>
      <Field
        label="Reason"
        hint={wanted.mode === "exact" ? "Needed; it stands in the audit log." : "It stands in the audit log."}
      >
        {(ids) => (
          <input
            {...ids}
            maxLength={500}
            required={wanted.mode === "exact"}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {looser && (
        <label className="notice notice-warn">
          <input type="checkbox" required checked={sure} onChange={(event) => setSure(event.target.checked)} /> This
          lets more leave the notebooks than before. I answer for that.
        </label>
      )}
      {change.error !== null && <ErrorNote error={change.error} />}
      <div className="dialog-foot">
        <Button onClick={onDone}>Keep it as it is</Button>
        <Button look={looser ? "danger" : "primary"} type="submit" disabled={change.isPending || (looser && !sure)}>
          Change the policy
        </Button>
      </div>
    </form>
  );
}

interface NumberProps {
  label: string;
  value: number;
  least: number;
  set: (value: number) => void;
}

function Number({ label, value, least, set }: NumberProps) {
  return (
    <Field label={label}>
      {(ids) => (
        <input
          {...ids}
          type="number"
          required
          min={least}
          value={value}
          onChange={(event) => set(event.target.valueAsNumber)}
        />
      )}
    </Field>
  );
}
