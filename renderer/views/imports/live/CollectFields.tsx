import { useMessages } from '#renderer/components/messages.ts';
import { recipes, type CollectDraft } from './collect-model.ts';

export interface CollectFieldsProps {
  readonly draft: CollectDraft;
  readonly onChange: (draft: CollectDraft) => void;
}

type TextField = Exclude<keyof CollectDraft, 'recipe'>;

export function CollectFields({ draft, onChange }: CollectFieldsProps) {
  const { collect: text } = useMessages();
  const field = (name: TextField, label: string, hint?: string) => (
    <label>
      <span>{label}</span>
      <input
        type="text"
        spellCheck={false}
        autoCapitalize="off"
        maxLength={2000}
        placeholder={hint}
        value={draft[name]}
        onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
      />
    </label>
  );
  return (
    <>
      {field('target', text.target, text.targetHint)}
      {field('via', text.via, text.viaHint)}
      {field('name', text.name, text.nameHint)}
      <fieldset className="collect-recipes">
        <legend>{text.recipe}</legend>
        {recipes.map((recipe) => (
          <label key={recipe}>
            <input
              type="radio"
              name="recipe"
              checked={draft.recipe === recipe}
              onChange={() => onChange({ ...draft, recipe })}
            />
            <span>
              <strong>{text.recipes[recipe].name}</strong>{' '}
              <span className="muted">{text.recipes[recipe].text}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {draft.recipe === 'standard' && field('processes', text.processes, text.processesHint)}
      {draft.recipe === 'watch' && (
        <div className="imports-pair">
          {field('every', text.every)}
          {field('lasting', text.lasting)}
        </div>
      )}
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
