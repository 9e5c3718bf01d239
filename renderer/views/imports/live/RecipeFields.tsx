import { useMessages } from '#renderer/components/messages.ts';
import { recipes, type CollectDraft } from './collect-model.ts';
import { TextField } from './TextField.tsx';

export interface RecipeFieldsProps {
  readonly draft: CollectDraft;
  readonly onChange: (draft: CollectDraft) => void;
}

export function RecipeFields({ draft, onChange }: RecipeFieldsProps) {
  const { collect: text } = useMessages();
  const field = (name: 'processes' | 'every' | 'lasting', label: string, hint?: string) => (
    <TextField
      label={label}
      hint={hint}
      value={draft[name]}
      onChange={(value) => onChange({ ...draft, [name]: value })}
    />
  );
  return (
    <>
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
    </>
  );
}
