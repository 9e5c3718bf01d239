/** Opens a route, tells how each hop went, and closes it. */
import type { RouteSpec } from '#shared/domain/route.ts';
import type { HopFacts } from '#shared/domain/route.ts';
import type { LiveParts, LivePorts } from './types.ts';

/** @throws ssh.*, job.cancelled */
export async function testRoute(
  route: RouteSpec,
  { prompter, emit, signal }: LivePorts,
  { connect }: Pick<LiveParts, 'connect'>,
): Promise<{ hops: HopFacts[]; notices: string[] }> {
  const connection = await connect(route, { prompter, signal, onHop: (hop) => emit({ event: 'hop', hop }) });
  try {
    return { hops: [...connection.hops], notices: [...connection.notices] };
  } finally {
    connection.close();
  }
}
