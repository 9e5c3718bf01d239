/** Writes a finding about what is looked at, from any screen; its sentence is drafted from the numbers. */
import './notebook.css';
import type { ReactNode } from 'react';
import { Button, Dialog, DialogBody, DialogFooter } from '@blueprintjs/core';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { useReturnFocus } from '#renderer/components/use-return-focus.ts';
import { useExcerpt } from '#renderer/rpc/case-queries.ts';
import { useDumpPages } from '#renderer/rpc/dump-queries.ts';
import { useNotebookChange } from '#renderer/rpc/notebook-queries.ts';
import { useSession } from '#renderer/state/session.ts';
import {
  draftOfBytes,
  draftOfLine,
  draftOfRow,
  type DraftSides,
  type PointedBytes,
} from './draft-finding.ts';
import { FindingForm, type FindingDraft } from './FindingForm.tsx';

export interface FindingDialogProps extends DraftSides {
  readonly caseHandle: string;
  readonly reopen: ReactNode;
  readonly onSaved: (id: string) => void;
  readonly onClose: () => void;
}

export function FindingDialog(props: FindingDialogProps) {
  const { notebook: text } = useMessages();
  useReturnFocus();
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={text.write}
      className="notebook-dialog"
      isCloseButtonShown={false}
    >
      <DialogBody>{props.reopen ?? <Pinned {...props} />}</DialogBody>
      {props.reopen !== null && (
        <DialogFooter actions={<Button text={text.cancel} onClick={props.onClose} />} />
      )}
    </Dialog>
  );
}

function Pinned(props: FindingDialogProps) {
  const messages = useMessages();
  const { pinning, inspected, evidence, bytes } = useSession();
  if (pinning === 'bytes' && bytes !== null) return <OfBytes {...props} bytes={bytes} />;
  if (pinning === 'evidence' && evidence !== null && 'artifact' in evidence) {
    return <OfLine {...props} line={evidence} />;
  }
  const draft = inspected === null ? undefined : draftOfRow(inspected, evidence, props, messages);
  return <Form {...props} draft={pinning === 'nothing' ? undefined : draft} />;
}

/** The line is on the screen already, so it is there at once. */
function OfLine({
  line,
  ...props
}: FindingDialogProps & { readonly line: { artifact: number; line: number } }) {
  const messages = useMessages();
  const { data, isPlaceholderData, error } = useExcerpt(props.caseHandle, line);
  if (error !== null) return <Form {...props} draft={draftOfLine(line, undefined, messages)} />;
  if (data === undefined || isPlaceholderData) return <p className="muted">{messages.window.loading}</p>;
  const content = data.lines[line.line - data.firstLine];
  return <Form {...props} draft={draftOfLine(line, content, messages)} />;
}

function OfBytes({ bytes, ...props }: FindingDialogProps & { readonly bytes: PointedBytes }) {
  const messages = useMessages();
  const { data } = useDumpPages(props.caseHandle, bytes.artifact);
  if (data === undefined) return <p className="muted">{messages.window.loading}</p>;
  return <Form {...props} draft={draftOfBytes(bytes, data.artifact, data.process, messages)} />;
}

function Form({
  caseHandle,
  draft,
  onSaved,
  onClose,
}: FindingDialogProps & { draft: FindingDraft | undefined }) {
  const changing = useNotebookChange(caseHandle);
  return (
    <>
      {changing.error !== null && <ErrorNotice error={changing.error} />}
      <FindingForm
        {...(draft === undefined ? {} : { draft })}
        autoFocus
        busy={changing.busy}
        onCancel={onClose}
        onSave={async ({ text, subject }) => {
          const about = subject.trim() === '' ? null : subject.trim();
          const after = await changing.run((notebook) =>
            notebook.addFinding({ case: caseHandle, text: text.trim(), subject: about }),
          );
          const id = after?.findings.at(-1)?.id;
          if (id !== undefined) onSaved(id);
          return id !== undefined;
        }}
      />
    </>
  );
}
