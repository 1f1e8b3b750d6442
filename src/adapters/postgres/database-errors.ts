import { QueryRunnerAlreadyReleasedError } from 'typeorm';
import { Outage } from '../../application/ports/outage.ts';

/** The database cannot be reached, or went away during the call. `cause` is the driver's error. */
export class DatabaseUnavailable extends Outage {
  override readonly name = 'DatabaseUnavailable';

  constructor(cause: unknown) {
    super(`The database is unavailable: ${messageOf(cause)}`, { cause });
  }
}

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * SQLSTATEs that end or refuse a connection (postgresql.org/docs/current/errcodes-appendix.html):
 * admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections,
 * idle_in_transaction_session_timeout. Class 08 is connection exceptions.
 */
const refusalStates = new Set(['57P01', '57P02', '57P03', '53300', '25P03']);

/** What node-postgres says, without a code, of a connection that is gone. */
const driverMessages =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout|timeout expired|timeout exceeded when trying to connect)/;

export function isConnectionFailure(error: unknown): boolean {
  // TypeORM takes a connection out of use as soon as it reports an error.
  if (error instanceof QueryRunnerAlreadyReleasedError) {
    return true;
  }
  const code = codeOf(error);
  if (code !== undefined) {
    return networkCodes.has(code) || refusalStates.has(code) || /^08...$/.test(code);
  }
  return error instanceof Error && driverMessages.test(error.message);
}

/** The driver's words for a connection failure become `DatabaseUnavailable`; the rest passes. */
export function translated(error: unknown): unknown {
  if (error instanceof DatabaseUnavailable) {
    return error;
  }
  return isConnectionFailure(error) ? new DatabaseUnavailable(error) : error;
}

/** serialization_failure and deadlock_detected. */
const conflictStates = new Set(['40001', '40P01']);

/**
 * A transaction that breaks one of these raced another that did the same thing first; when it is
 * run again, it sees the other's work. A taken referral code is drawn anew.
 */
const raceConstraints = new Set([
  'users_pkey',
  'users_referral_code_key',
  'referrals_pkey',
  'credit_accounts_pkey',
  'credit_entries_reference_key',
  'generations_request_key_key',
  'payments_charge_key',
  'payments_provider_payment_id_key',
  'refunds_provider_refund_id_key',
  'admins_name_key',
  'api_keys_pkey',
]);

/** Whether the same transaction may succeed when it is run again. */
export function isLostRace(error: unknown): boolean {
  const code = codeOf(error);
  if (code === '23505') {
    const constraint = driverErrorOf(error)?.constraint;
    return typeof constraint === 'string' && raceConstraints.has(constraint);
  }
  return code !== undefined && conflictStates.has(code);
}

/** SQLSTATE or system error code. */
export function codeOf(error: unknown): string | undefined {
  const code = driverErrorOf(error)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** TypeORM wraps the driver's error; an AggregateError (several addresses of a host) holds many. */
function driverErrorOf(error: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  const fields = error as Error & Readonly<Record<string, unknown>>;
  return fields.driverError instanceof Error ? driverErrorOf(fields.driverError) : fields;
}

function messageOf(error: unknown): string {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return message === '' ? (code ?? 'no reason given') : message;
}
