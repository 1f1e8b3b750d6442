import type { DataSource } from 'typeorm';
import { type ReadLimits, ReadTimedOut } from '../../../application/queries/paging.ts';
import { codeOf } from '../database-errors.ts';
import { readWithin } from '../session.ts';
import type { Parameters } from './conditions.ts';

/** Of the connections that lists are read on; only told, not set. */
const usualLimitMs = 5_000;
/** query_canceled (postgresql.org/docs/current/errcodes-appendix.html). */
const canceled = '57014';

/** @throws ReadTimedOut */
export async function read<Row>(
  dataSource: DataSource,
  text: string,
  values: readonly unknown[],
  { limitMs }: ReadLimits = {},
): Promise<Row[]> {
  try {
    return await readWithin<Row>(dataSource, { text, values, limitMs });
  } catch (error) {
    throw codeOf(error) === canceled
      ? new ReadTimedOut(limitMs ?? usualLimitMs, { cause: error })
      : error;
  }
}

/** Rows by their ids. Ids that nothing can have are not asked for. */
export async function readByIds<Row>(
  dataSource: DataSource,
  text: string,
  ids: readonly unknown[],
  limits?: ReadLimits,
): Promise<Row[]> {
  return ids.length === 0 ? [] : read<Row>(dataSource, text, [[...new Set(ids)]], limits);
}

/** A statement that was put together of parts. */
export function readFilled<Row>(
  dataSource: DataSource,
  parameters: Parameters,
  sql: string,
  limits?: ReadLimits,
): Promise<Row[]> {
  const { text, values } = parameters.fill(sql);
  return read<Row>(dataSource, text, values, limits);
}
