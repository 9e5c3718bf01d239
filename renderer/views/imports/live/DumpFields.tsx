import { useMessages } from '#renderer/components/messages.ts';
import type { RegionClass } from '#shared/domain/memory.ts';
import { dumpChoices, dumpClasses, dumpMethods, type DumpDraft } from './dump-model.ts';
import { TextField } from './TextField.tsx';

export interface DumpFieldsProps {
  readonly draft: DumpDraft;
  readonly onChange: (draft: DumpDraft) => void;
}

/** Which process, which of its regions, and how they are read. */
export function DumpFields({ draft, onChange }: DumpFieldsProps) {
  const { collect, ledger } = useMessages();
  const text = collect.dump;
  const set = (changes: Partial<DumpDraft>) => onChange({ ...draft, ...changes });
  const toggle = (name: RegionClass) =>
    set({
      classes: draft.classes.includes(name)
        ? draft.classes.filter((one) => one !== name)
        : [...draft.classes, name],
    });
  const field = (name: 'process' | 'count' | 'ranges', label: string, hint?: string) => (
    <TextField label={label} hint={hint} value={draft[name]} onChange={(value) => set({ [name]: value })} />
  );
  return (
    <>
      {field('process', text.process, text.processHint)}
      <fieldset className="collect-recipes">
        <legend>{text.what}</legend>
        {dumpChoices.map((choice) => (
          <label key={choice}>
            <input
              type="radio"
              name="dump-choice"
              checked={draft.choice === choice}
              onChange={() => set({ choice })}
            />
            <span>{text.choices[choice]}</span>
          </label>
        ))}
      </fieldset>
      {draft.choice === 'class' && (
        <fieldset className="collect-recipes collect-classes">
          <legend>{text.classes}</legend>
          {dumpClasses.map((name) => (
            <label key={name}>
              <input type="checkbox" checked={draft.classes.includes(name)} onChange={() => toggle(name)} />
              <span>{ledger.classes[name]}</span>
            </label>
          ))}
        </fieldset>
      )}
      {draft.choice === 'top' && field('count', text.count)}
      {draft.choice === 'range' && field('ranges', text.ranges, '0x7f6380000000-0x7f6384000000')}
      <fieldset className="collect-recipes">
        <legend>{text.method}</legend>
        {dumpMethods.map((method) => (
          <label key={method}>
            <input
              type="radio"
              name="dump-method"
              checked={draft.method === method}
              onChange={() => set({ method })}
            />
            <span>
              <strong>{text.methods[method].name}</strong>{' '}
              <span className="muted">{text.methods[method].text}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {draft.method === 'gdb' && (
        <label className="collect-check">
          <input type="checkbox" checked={draft.whole} onChange={() => set({ whole: !draft.whole })} />
          <span>{text.whole}</span>
        </label>
      )}
    </>
  );
}
