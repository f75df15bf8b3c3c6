import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type SubmitEvent, useState } from "react";
import { write } from "@/api/client";
import type { Version } from "@/api/types";
import { Button, Field } from "@/shared/controls";
import { Dialog } from "@/shared/Dialog";
import { ErrorNote } from "@/shared/states";

interface NewDocumentProps {
  projectId: string;
  open: boolean;
  onClose: () => void;
}

/** Makes an empty document and goes on to writing it. */
export function NewDocument({ projectId, open, onClose }: NewDocumentProps) {
  const [name, setName] = useState("");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: (title: string) =>
      write<Version>("POST", `/api/v1/projects/${projectId}/documents`, { name: title, markdown: `# ${title}\n` }),
    onSuccess: async (version) => {
      await queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith("/projects") });
      onClose();
      await navigate({ to: "/assets/$assetId", params: { assetId: version.asset_id }, search: { edit: true } });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    create.mutate(name.trim());
  };
  return (
    <Dialog label="New document" open={open} onClose={onClose}>
      <h2>New document</h2>
      <form onSubmit={submit}>
        <Field label="Name">
          {(ids) => (
            <input
              {...ids}
              autoFocus
              required
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {create.error !== null && <ErrorNote error={create.error} />}
        <div className="dialog-actions">
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" type="submit" disabled={create.isPending || name.trim() === ""}>
            Start writing
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
