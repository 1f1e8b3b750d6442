import { storable } from '../../domain/access/audit.ts';
import type { Origin } from './actor.ts';

const maxIpLength = 45;
const maxUserAgentLength = 500;

/** What a session remembers of where it was opened. */
export function sessionTexts({ ip, userAgent }: Origin): Origin {
  return {
    ip: storable(ip, maxIpLength),
    userAgent: userAgent === undefined ? undefined : storable(userAgent, maxUserAgentLength),
  };
}
