/** The exact commands of a recipe, before anything is run. */
import { useQuery } from '@tanstack/react-query';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { useClient } from '#renderer/rpc/client-context.ts';
import type { Recipe } from './collect-model.ts';
import { Script } from './Script.tsx';

export interface CollectPlanProps {
  readonly recipe: Recipe;
  readonly processes: string[];
}

export function CollectPlan({ recipe, processes }: CollectPlanProps) {
  const { collect: text } = useMessages();
  const client = useClient();
  const { data, error } = useQuery({
    queryKey: ['collect-plan', recipe, processes],
    queryFn: ({ signal }) => client.collect.plan({ recipe, processes }, { signal }),
  });
  if (error !== null) return <ErrorNotice error={error} />;
  if (data === undefined) return null;
  return (
    <section className="collect-plan">
      <h2>{text.commands(data.commands.length)}</h2>
      <ol>
        {data.commands.map(({ item, command, why }) => (
          <li key={item}>
            <code>{command}</code>
            <span className="muted small">{why}</span>
          </li>
        ))}
      </ol>
      <Script title={text.script} script={data.script} />
      <Script title={text.offline} script={data.captureScript} />
    </section>
  );
}
