/** Which processes a mechanism may be told from by the records and texts in their memory. */
import type { ProcessEvidence } from '#shared/domain/mechanism.ts';
import { peersOf } from './common-signs.ts';
import { isComponent } from './match-content.ts';
import { contentDefinitions } from './match.ts';

/** Reading all content takes its time: it is read where a known component is there, by its name, a library or a peer. */
export function asksForContent(
  evidence: Pick<ProcessEvidence, 'process' | 'libraries' | 'sockets'>,
): boolean {
  return contentDefinitions.some(({ signs }) => {
    if (signs === null || !isComponent(evidence, signs)) return false;
    const isNameless = signs.libraries === undefined && signs.processes === undefined;
    const needsPeer = isNameless || signs.needsPeer === true || signs.managed === true;
    return !needsPeer || peersOf(evidence, signs).length > 0;
  });
}
