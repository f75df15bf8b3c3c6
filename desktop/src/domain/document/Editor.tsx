import { useMutation, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Refused, write } from "@/api/client";
import type { Version } from "@/api/types";
import { Button, Field, Segments } from "@/shared/controls";
import { Icon } from "@/shared/Icon";
import { ErrorNote, Skeleton } from "@/shared/states";
import { useShortcut } from "@/shared/shortcuts";
import { StaleNote } from "./StaleNote";

const Markdown = lazy(() => import("./Markdown"));

interface EditorProps {
  version: Version;
  markdown: string;
  onDone: (saved: Version | null) => void;
}

/** Writes the next revision. What was written is never lost to another writer: the server says who was first. */
export function Editor({ version: opened, markdown, onDone }: EditorProps) {
  // The version that was open when writing began: the page around may meanwhile have learnt of a newer one.
  const [version] = useState(opened);
  const [text, setText] = useState(markdown);
  const [message, setMessage] = useState("");
  const [base, setBase] = useState(version.number);
  const [shown, setShown] = useState<"write" | "preview">("write");
  const save = useSave(version, onDone);
  const submit = (onto: number) => save.mutate({ markdown: text, message, onto });
  const [start] = useState(markdown);
  const changed = text !== start;
  useShortcut("mod+s", () => {
    if (changed && !save.isPending) submit(base);
  });
  const stale = save.error instanceof Refused && save.error.is("stale");
  return (
    <div className="editor">
      <div className="editor-bar">
        <Segments
          label="Show"
          value={shown}
          onChange={setShown}
          options={[
            { value: "write", label: "Write", icon: "edit" },
            { value: "preview", label: "Preview", icon: "document" },
          ]}
        />
        <span className="spring" />
        <Button look="quiet" onClick={() => onDone(null)}>
          Cancel
        </Button>
        <Button look="primary" disabled={!changed || save.isPending} onClick={() => submit(base)}>
          {save.isPending ? "Saving…" : "Save as a new version"}
        </Button>
      </div>
      {stale && (
        <StaleNote
          version={version}
          onBase={(newest) => {
            setBase(newest);
            submit(newest);
          }}
        />
      )}
      {save.error !== null && !stale && <ErrorNote error={save.error} />}
      {shown === "write" ? (
        <textarea
          className="editor-text mono"
          aria-label="Markdown of the document"
          value={text}
          spellCheck
          onChange={(event) => setText(event.target.value)}
        />
      ) : (
        <Suspense fallback={<Skeleton />}>
          <Markdown markdown={text} projectId={version.project.id} />
        </Suspense>
      )}
      <Field label="What changed" hint="One line for the history; may stay empty">
        {(ids) => (
          <input {...ids} value={message} maxLength={200} onChange={(event) => setMessage(event.target.value)} />
        )}
      </Field>
      <p className="hint">
        <Icon name="lineage" size={14} /> Fenced blocks <code>dataset</code>, <code>columns</code>, <code>model</code>,{" "}
        <code>metrics</code>, <code>figure</code> and <code>lineage</code> are drawn live; their first line names what
        to show.
      </p>
    </div>
  );
}

interface Draft {
  markdown: string;
  message: string;
  onto: number;
}

function useSave(version: Version, onDone: (saved: Version) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ markdown, message, onto }: Draft) =>
      write<Version>(
        "POST",
        `/api/v1/assets/${version.asset_id}/versions`,
        { markdown, ...(message.trim() === "" ? {} : { message: message.trim() }) },
        { "If-Match": `"${onto}"` },
      ),
    onSuccess: async (saved) => {
      await client.invalidateQueries({ predicate: ({ queryKey }) => !String(queryKey[0]).startsWith("/versions/") });
      onDone(saved);
    },
  });
}
