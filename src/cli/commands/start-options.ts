import { type Command, Option } from 'commander';
import type { StartRequest } from '../../index.ts';
import { collect } from './options.ts';

/** The options with which a run is started, by `start` and by `run`. */
export interface StartOptions {
  readonly param?: readonly string[];
  readonly params?: string;
  readonly key?: string;
  readonly label?: string;
  readonly at?: string;
}

export function withStartOptions(command: Command): Command {
  return command
    .argument('<flow>', 'a flow that is deployed')
    .addOption(new Option('--param <name=value>', 'a parameter, its value as text; may be repeated').argParser(collect))
    .option('--params <json>', 'parameters as a JSON object; numbers stay exact')
    .option('--key <key>', 'while a run with this key is live, it is the one that is meant')
    .option('--label <text>', 'free text to find the run by')
    .option('--at <time>', 'not before this time');
}

export function startRequest(flow: string, { param, params, key, label, at }: StartOptions): StartRequest {
  return {
    flow,
    params: { ...(params === undefined ? {} : { json: params }), ...(param === undefined ? {} : { named: param }) },
    ...(key === undefined ? {} : { key }),
    ...(label === undefined ? {} : { label }),
    ...(at === undefined ? {} : { at }),
  };
}
