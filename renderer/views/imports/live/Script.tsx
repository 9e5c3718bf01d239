import { Button } from '@blueprintjs/core';
import { copyText } from '#renderer/components/copy-text.ts';
import { useMessages } from '#renderer/components/messages.ts';

/** A whole script, folded, to be copied. */
export function Script({ title, script }: { title: string; script: string }) {
  const { collect: text } = useMessages();
  return (
    <details>
      <summary>{title}</summary>
      <Button size="small" text={text.copy} onClick={() => void copyText(script)} />
      <pre className="mono" tabIndex={0}>
        {script}
      </pre>
    </details>
  );
}
