import { hostname } from 'node:os';
import type { ContainerRuntimeClient } from 'testcontainers';

const OWNER_LABEL = 'nano-banana.tests.owner';

/** Names the process that a container belongs to, so that a later run knows when it is orphaned. */
export function ownerLabels(): Record<string, string> {
  return { [OWNER_LABEL]: `${hostname()}/${process.pid}` };
}

/**
 * Removes containers of earlier runs on this host whose process is gone. It does the work of
 * Testcontainers' reaper, whose image would have to be pulled.
 */
export async function removeOrphanedContainers(client: ContainerRuntimeClient): Promise<void> {
  const { dockerode } = client.container;
  const containers = await dockerode.listContainers({
    all: true,
    filters: { label: [OWNER_LABEL] },
  });
  const orphans = containers.filter(({ Labels }) => isOrphan(Labels[OWNER_LABEL]));
  await Promise.all(
    orphans.map(({ Id }) => dockerode.getContainer(Id).remove({ force: true, v: true })),
  );
}

function isOrphan(owner: string | undefined): boolean {
  const [host, pid] = owner?.split('/') ?? [];
  return host === hostname() && pid !== undefined && !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM means that the process exists and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
