import { appRules, type AppStatement } from '#shared/domain/app-statement.ts';
import { appRuleTable, type RuleMaterial } from './app-rules.ts';

/** All that the rules have to say, in the order of the rules; one statement for each thing. */
export function appStatements(material: RuleMaterial): AppStatement[] {
  const all = appRules.flatMap((rule) => appRuleTable[rule](material));
  return [...new Map(all.map((statement) => [statement.id, statement])).values()];
}
