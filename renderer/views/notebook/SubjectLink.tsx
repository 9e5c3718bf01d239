import { useMessages } from '#renderer/components/messages.ts';
import { toPrintable } from '#shared/util/printable.ts';

/** What a finding is about. */
export function SubjectLink({ subject }: { of: string; subject: string | null }) {
  const { notebook: text } = useMessages();
  if (subject === null) return null;
  return (
    <span className="notebook-subject">
      {text.about} <code>{toPrintable(subject)}</code>
    </span>
  );
}
