import { GoogleGenAI } from '@google/genai';
import Fastify from 'fastify';
import sharp from 'sharp';
import type { GeminiStandIn } from '../../../sandbox/gemini/control/control.ts';
import { type GeminiStandInOptions, registerGemini } from '../../../sandbox/gemini/register.ts';

export const TEXT_MODEL = 'gemini-3.8-flash';
export const IMAGE_MODEL = 'gemini-nano-banana-2.1';

export interface GeminiHarness {
  readonly standIn: GeminiStandIn;
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  /** The API-key client of the product. */
  readonly ai: GoogleGenAI;
  /** The client of the enterprise backend, with a key. */
  readonly enterprise: GoogleGenAI;
  /** POST to a path under `/gemini`, with a key. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

export async function startGemini(options: GeminiStandInOptions = {}): Promise<GeminiHarness> {
  const app = Fastify({ forceCloseConnections: true });
  const standIn = registerGemini(app, options);
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const httpOptions = { baseUrl: `${origin}/gemini` };
  return {
    standIn,
    origin,
    ai: new GoogleGenAI({ apiKey: 'test-key', httpOptions }),
    enterprise: new GoogleGenAI({ enterprise: true, apiKey: 'test-key', httpOptions }),
    post: (path, body, headers = {}) =>
      fetch(`${origin}/gemini/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-goog-api-key': 'test-key', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    close: () => app.close(),
  };
}

/** A picture of one colour as base64. */
export async function plainPng(background: string, widthPx = 64, heightPx = 64): Promise<string> {
  const create = { width: widthPx, height: heightPx, channels: 3 as const, background };
  return (await sharp({ create }).png().toBuffer()).toString('base64');
}

/** Mean red, green and blue of a region given in fractions of the picture. */
export async function meanColour(
  base64: string,
  region: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  },
): Promise<[number, number, number]> {
  const image = sharp(Buffer.from(base64, 'base64'));
  const { width, height } = await image.metadata();
  const cut = await image
    .extract({
      left: Math.floor(region.x * width),
      top: Math.floor(region.y * height),
      width: Math.max(1, Math.floor(region.width * width)),
      height: Math.max(1, Math.floor(region.height * height)),
    })
    .toBuffer();
  const { channels } = await sharp(cut).stats();
  const mean = (index: number): number => channels[index]?.mean ?? 0;
  return [mean(0), mean(1), mean(2)];
}
