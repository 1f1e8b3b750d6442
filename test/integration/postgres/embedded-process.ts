import { startEmbeddedPostgres } from '../../../src/infrastructure/embedded-postgres.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';

/**
 * A process that opens the embedded PostgreSQL of the directory in its first argument, says so in
 * one line of JSON (`{ url, how }`), and stops it when its standard input ends.
 */
const [, , dataDir] = process.argv;
if (dataDir === undefined) {
  throw new Error('Cannot open a database without a directory');
}
const logger = new RecordingLogger();
const { url, stop } = await startEmbeddedPostgres({ dataDir, logger });
const how = logger.of('embedded_postgres')[0]?.fields.how;
process.stdout.write(`${JSON.stringify({ url, how })}\n`);
process.stdin.resume();
process.stdin.once('end', () => {
  void stop().finally(() => process.exit());
});
