import { type ApiServer, type StandIns, startApi } from './api-server.ts';
import type { Samples } from './samples.ts';

/** A database, and what to ask of it. */
export interface Side {
  readonly url: string;
  readonly samples: Samples;
}

export interface Sides {
  readonly small: Side;
  readonly large: Side;
}

/** Two of the product's servers, one on each database. */
export async function withServers<T>(
  standIns: StandIns,
  { small, large }: Sides,
  isCounted: boolean,
  work: (small: ApiServer, large: ApiServer) => Promise<T>,
): Promise<T> {
  const onSmall = await startApi(standIns, small.url, isCounted);
  try {
    const onLarge = await startApi(standIns, large.url, isCounted);
    try {
      return await work(onSmall, onLarge);
    } finally {
      await onLarge.stop();
    }
  } finally {
    await onSmall.stop();
  }
}
