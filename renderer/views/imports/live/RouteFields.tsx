import type { ReactNode } from 'react';
import { useMessages } from '#renderer/components/messages.ts';
import type { CollectDraft } from './collect-model.ts';
import { TextField } from './TextField.tsx';

export interface RouteFieldsProps {
  readonly draft: CollectDraft;
  readonly onChange: (draft: CollectDraft) => void;
  /** What is to be done there. */
  readonly children: ReactNode;
}

/** Where, through which hops, and by which key and configuration. */
export function RouteFields({ draft, onChange, children }: RouteFieldsProps) {
  const { collect: text } = useMessages();
  const field = (name: 'target' | 'via' | 'name' | 'identity' | 'config', label: string, hint: string) => (
    <TextField
      label={label}
      hint={hint}
      value={draft[name]}
      onChange={(value) => onChange({ ...draft, [name]: value })}
    />
  );
  return (
    <>
      {field('target', text.target, text.targetHint)}
      {field('via', text.via, text.viaHint)}
      {field('name', text.name, text.nameHint)}
      {children}
      <details>
        <summary>{text.more}</summary>
        <div className="collect-more">
          {field('identity', text.identity, text.identityHint)}
          {field('config', text.config, text.configHint)}
        </div>
      </details>
    </>
  );
}
