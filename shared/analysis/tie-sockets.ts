/** Sockets with the process that holds them, where only the number of the socket (its inode) tells it. */
import type { ArtifactContent, AssembledProcess, AssembledSnapshot } from '#shared/domain/assembled.ts';

/** Of several holders (a parent and its children) the first counts. In the order of the artifacts. */
export function tieSockets(
  contents: readonly ArtifactContent[],
  processes: readonly AssembledProcess[],
): AssembledSnapshot['sockets'] {
  const owners = new Map<number, number>();
  for (const { inode, pid } of contents.flatMap(({ parsed }) => parsed.socketOwners)) {
    if (!owners.has(inode)) owners.set(inode, pid);
  }
  const names = new Map(processes.map(({ process }) => [process.pid, process.name]));
  return contents.flatMap(({ id, parsed }) =>
    parsed.sockets.map((socket) => {
      const pid = socket.inode === undefined ? undefined : owners.get(socket.inode);
      if (pid === undefined || socket.pid !== undefined) return { ...socket, artifact: id };
      const processName = names.get(pid);
      return { ...socket, pid, ...(processName === undefined ? {} : { processName }), artifact: id };
    }),
  );
}
