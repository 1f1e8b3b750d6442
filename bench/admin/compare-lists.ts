import type { Line } from '../report.ts';
import type { Bench, Measured } from '../scenario.ts';
import { median, percentile } from '../statistics.ts';
import { type StandIns, startApi } from './api-server.ts';
import { comparisons } from './comparisons.ts';
import { GraphqlClient } from './graphql-client.ts';
import { Asker, measureInTurns, type Series } from './measure.ts';
import { type PostgraphileServer, startPostgraphile } from './postgraphile-server.ts';
import type { Side } from './sides.ts';

const scenario = 'admin beside PostGraphile';
const goal = { atMost: 1 };

/** The same lists asked of the product and of PostGraphile in turns, on the same database. */
export async function compareLists(
  standIns: StandIns,
  side: Side,
  say: Bench['say'],
): Promise<Measured> {
  say(`${scenario}: installing it, the first time`);
  let postgraphile: PostgraphileServer;
  try {
    postgraphile = await startPostgraphile(side.url);
  } catch (error) {
    return { lines: [], notes: [`${scenario}: left out. ${String(error)}`] };
  }
  try {
    return await withBoth(standIns, side, postgraphile, say);
  } finally {
    await postgraphile.stop();
  }
}

async function withBoth(
  standIns: StandIns,
  { url, samples }: Side,
  postgraphile: PostgraphileServer,
  say: Bench['say'],
): Promise<Measured> {
  const api = await startApi(standIns, url);
  const theirClient = new GraphqlClient(postgraphile.url);
  const lines: Line[] = [];
  const notes = [`${scenario}: ${postgraphile.version}, Amber preset, all tables.`];
  try {
    for (const { ours, theirs } of comparisons) {
      say(`${scenario}: ${ours.name}`);
      const askers = [
        new Asker(api.client, ours, samples),
        new Asker(theirClient, theirs, samples),
      ];
      try {
        const [own, other] = await measureInTurns(askers);
        if (own !== undefined && other !== undefined) {
          lines.push(...linesOf(ours.name, own, other));
        }
      } catch (error) {
        notes.push(`${scenario}: ${ours.name} failed: ${String(error)}`);
      }
    }
  } finally {
    theirClient.close();
    await api.stop();
  }
  return { lines, notes };
}

function linesOf(name: string, own: Series, other: Series): Line[] {
  return [0.5, 0.95].map((share) => {
    const [value, floor] = [percentile(own.ms, share), percentile(other.ms, share)];
    const size = `${kib(own)} KiB, theirs ${kib(other)}`;
    return {
      scenario,
      measure: `${name}, p${share * 100} (${size})`,
      ...{ value, unit: 'ms', floor, ratio: value / floor, goal },
    };
  });
}

const kib = ({ bytes }: Series): string => (median(bytes) / 1_024).toFixed(0);
