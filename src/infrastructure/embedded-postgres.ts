import type { Logger } from '../application/ports/logger.ts';
import { clusterFiles, readOrCreatePassword } from './database/cluster-files.ts';
import { EmbeddedServer } from './database/embedded-server.ts';
import { initializeCluster } from './database/initialize-cluster.ts';
import { findBinaries } from './database/postgres-binaries.ts';
import { chooseAccount } from './database/run-as.ts';

export interface EmbeddedPostgresOptions {
  /** Created when absent. The database is in its folder `postgres`. */
  readonly dataDir: string;
  readonly logger: Logger;
}

export interface EmbeddedPostgres {
  readonly url: string;
  /** Stops the server, if this process owns it. */
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL with its data in DATA_DIR, listening on the loopback interface alone. The data
 * survive restarts and `kill -9`; a server that a killed process left behind is taken over. A
 * second process on the same DATA_DIR shares the server of the first.
 *
 * @throws Error saying what to do, when the directory or the machine does not allow it
 */
export async function startEmbeddedPostgres({
  dataDir,
  logger,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  const files = await clusterFiles(dataDir);
  const account = await chooseAccount(files.cluster);
  const password = await readOrCreatePassword(files);
  await initializeCluster(files, binaries, account, password);
  const server = new EmbeddedServer({ files, binaries, account, password, logger });
  await server.start();
  return { url: server.url, stop: () => server.stop() };
}
