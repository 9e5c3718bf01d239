import { Button } from '@blueprintjs/core';
import { Add, Cross, SwapHorizontal } from '@blueprintjs/icons';
import { useMessages } from '#renderer/components/messages.ts';
import { useSession } from '#renderer/state/session.ts';
import type { CaseSummary } from '#shared/contract/cases.ts';
import type { ComparedSides } from './use-sides.ts';
import { SidePicker } from './SidePicker.tsx';

export interface TitleBarProps {
  readonly summary: CaseSummary;
  readonly sides: ComparedSides;
  readonly onClose: () => void;
}

/** The case, and the two sides of the comparison. */
export function TitleBar({ summary, sides, onClose }: TitleBarProps) {
  const { window: text } = useMessages();
  const openDialog = useSession((session) => session.openDialog);
  return (
    <header className="title-bar" aria-label={text.title.label} data-pane="title">
      <p className="title-case" title={summary.path}>
        <strong>{summary.title}</strong>
      </p>
      <div className="title-sides">
        <SidePicker
          caseHandle={summary.handle}
          side="a"
          label={text.title.pickA}
          chosen={sides.a}
          onChoose={(selector) => sides.choose('a', selector)}
        />
        <Button
          size="small"
          variant="minimal"
          icon={<SwapHorizontal size={16} aria-hidden="true" />}
          aria-label={text.title.swap}
          title={`${text.title.swap} (X)`}
          disabled={sides.b === null}
          onClick={sides.swap}
        />
        <SidePicker
          caseHandle={summary.handle}
          side="b"
          label={text.title.pickB}
          chosen={sides.b}
          onChoose={(selector) => sides.choose('b', selector)}
        />
      </div>
      <div className="title-actions">
        <Button
          size="small"
          icon={<Add size={14} aria-hidden="true" />}
          text={text.title.importEvidence}
          onClick={() => openDialog('import')}
        />
        <Button
          size="small"
          variant="minimal"
          icon={<Cross size={14} aria-hidden="true" />}
          aria-label={text.title.closeCase}
          title={text.title.closeCase}
          onClick={onClose}
        />
      </div>
    </header>
  );
}
