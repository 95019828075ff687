import { entry } from '../entry.ts';

const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));

/** Class 7, part 3: runs that commands name, and what they are started with. */
export const runs = {
  'flow-not-deployed': entry<{ flow: string; suggestion: string | null; deployed: readonly string[] }>({
    code: 'DF7201',
    severity: 'error',
    summary: 'a flow that is not deployed',
    message: ({ flow }) => `No flow ${flow} is deployed in this database.`,
    help: ({ suggestion, deployed }) =>
      suggestion !== null
        ? `did you mean ${suggestion}?`
        : deployed.length === 0
          ? 'no flow is deployed; deploy the flows of the project with: pgdurable deploy'
          : `deployed are: ${list(deployed)}; deploy the flows of the project with: pgdurable deploy`,
    explain:
      'A run is started from the version of its flow that is current in the database, not from the text in the project. deploy brings the one into the other.',
  }),
  'unknown-parameter': entry<{ flow: string; parameter: string; suggestion: string | null; known: readonly string[] }>({
    code: 'DF7202',
    severity: 'error',
    summary: 'an unknown parameter',
    message: ({ flow, parameter }) => `The flow ${flow} has no parameter ${parameter}.`,
    help: ({ suggestion, known }) =>
      suggestion !== null
        ? `did you mean ${suggestion}?`
        : known.length === 0
          ? 'it has no parameters'
          : `its parameters are: ${list(known)}`,
    explain:
      'Parameters are given by name, with --param name=value or as a JSON object with --params. A name that the flow does not declare is an error.',
  }),
  'missing-parameter': entry<{ flow: string; parameters: readonly string[] }>({
    code: 'DF7203',
    severity: 'error',
    summary: 'a parameter is missing',
    message: ({ flow, parameters }) =>
      `The flow ${flow} needs ${parameters.length === 1 ? 'a value for the parameter' : 'values for the parameters'} ${list(parameters)}.`,
    help: ({ parameters }) => `give it with --param ${(parameters[0] ?? 'name').split(' ')[0]}=..`,
    explain: 'A parameter without a default has to be given when a run is started.',
  }),
  'bad-parameters': entry<{ flow: string; reason: string }>({
    code: 'DF7204',
    severity: 'error',
    summary: 'parameters that do not fit',
    message: ({ flow, reason }) => `The flow ${flow} does not accept these parameters: ${reason}.`,
    explain:
      'Values are converted to the declared types by Postgres, as jsonb_populate_record does: numbers exactly, texts by the input function of the type.',
  }),
  'params-not-object': entry<{ reason: string }>({
    code: 'DF7205',
    severity: 'error',
    summary: 'parameters that are not a JSON object',
    message: ({ reason }) => `--params must be a JSON object: ${reason}.`,
    help: () => `in a shell: --params '{"order_id": 17}'`,
    explain:
      'The text is handed to Postgres as it is written, so that numbers stay exact; it must be one JSON object whose keys are names of parameters.',
  }),
  'param-syntax': entry<{ argument: string; reason: string }>({
    code: 'DF7206',
    severity: 'error',
    summary: 'a parameter that is not name=value',
    message: ({ argument, reason }) => `--param ${argument} ${reason}.`,
    help: () => 'write --param name=value, once for each parameter; everything after the first = is the value',
    explain:
      'A parameter is given as name=value. The value is text that Postgres converts to the type of the parameter; json and jsonb take JSON.',
  }),
  'bad-start-time': entry<{ text: string; reason: string }>({
    code: 'DF7207',
    severity: 'error',
    summary: 'a start time that is no time',
    message: ({ text, reason }) => `--at '${text}' is no point in time: ${reason}.`,
    help: () => `write a timestamp with its zone, e.g. --at '2030-01-31 08:00+01'`,
    explain: 'The text is read by Postgres as a timestamptz. Without a zone it is taken in the time zone of the connection.',
  }),
  'start-refused': entry<{ flow: string; reason: string }>({
    code: 'DF7208',
    severity: 'error',
    summary: 'a run is refused',
    message: ({ flow, reason }) => `No run of ${flow} was started: ${reason}.`,
    explain: 'The engine refused to begin the run; the reason is its own. Nothing was written.',
  }),
  'bad-run-id': entry<{ id: string }>({
    code: 'DF7210',
    severity: 'error',
    summary: 'not the id of a run',
    message: ({ id }) => `${id} is not the id of a run, nor the beginning of one.`,
    help: () => 'an id has 32 hexadecimal digits; the first ones suffice while they are unique: pgdurable list',
    explain:
      'A run is named by the uuid that start prints. It may be abbreviated to its first digits as long as only one run begins with them.',
  }),
  'unknown-run': entry<{ id: string }>({
    code: 'DF7211',
    severity: 'error',
    summary: 'an unknown run',
    message: ({ id }) => `There is no run ${id} in this database.`,
    help: () => 'finished runs are removed after the time that retain of their flow says; see those that are there with: pgdurable list',
    explain: 'No run has this id or begins with it. It may be in another database, or it has finished and its time of retention is over.',
  }),
  'ambiguous-run': entry<{ id: string; candidates: readonly string[]; more: boolean }>({
    code: 'DF7212',
    severity: 'error',
    summary: 'an ambiguous id',
    message: ({ id, candidates, more }) => `Several runs begin with ${id}:\n${candidates.join('\n')}${more ? '\n..' : ''}`,
    help: () => 'give more digits',
    explain: 'An id may be abbreviated only while one run begins with it.',
  }),
  'run-over': entry<{ id: string; status: string }>({
    code: 'DF7213',
    severity: 'error',
    summary: 'the run has ended',
    message: ({ id, status }) => `The run ${id} has ended already: it is ${status}.`,
    explain: 'Only a run that has not ended can be cancelled, or be sent a signal.',
  }),
  'unknown-status': entry<{ status: string; suggestion: string | null; known: readonly string[] }>({
    code: 'DF7214',
    severity: 'error',
    summary: 'an unknown status',
    message: ({ status }) => `${status} is not the status of a run.`,
    help: ({ suggestion, known }) => (suggestion !== null ? `did you mean ${suggestion}?` : `a run is one of: ${list(known)}`),
    explain: 'A run is pending, running, waiting, paused, completed, failed or cancelled.',
  }),
  'bad-cursor': entry<{ after: string }>({
    code: 'DF7215',
    severity: 'error',
    summary: 'not a place to go on from',
    message: ({ after }) => `--after ${after} is no place in this list.`,
    help: () => 'use what the page before printed',
    explain: 'Lists are read page by page. A page that is not the last ends with the text that --after takes for the next one.',
  }),
  'no-run-with-key': entry<{ flow: string; key: string }>({
    code: 'DF7230',
    severity: 'error',
    summary: 'no live run with that key',
    message: ({ flow, key }) => `No live run of ${flow} has the key ${key}.`,
    help: ({ flow }) => `the keys of its runs are shown by: pgdurable list --flow ${flow} --json`,
    explain:
      'A key is the text of the expressions in the key clause of a flow, or what a start was given as its key. It names a run while that is live.',
  }),
  'signal-never-awaited': entry<{ signal: string; reason: string; known: string }>({
    code: 'DF7231',
    severity: 'error',
    summary: 'a signal that nobody awaits',
    message: ({ reason }) => `The signal was not sent: ${reason}.`,
    help: ({ known }) => known,
    explain:
      'Which signals a run takes is known from the version that it began with: those that one of its steps awaits. Another name would wait in its inbox for ever, so it is refused.',
  }),
  'signal-refused': entry<{ signal: string; reason: string }>({
    code: 'DF7232',
    severity: 'error',
    summary: 'a payload that does not fit',
    message: ({ signal, reason }) => `The signal ${signal} was not sent: ${reason}.`,
    explain:
      'The columns that a flow declares for a signal are converted by Postgres, as jsonb_populate_record does. All of them are required but those declared with null, names that are not declared are refused, and a payload is at most 1 MiB.',
  }),
  'payload-not-json': entry<{ reason: string }>({
    code: 'DF7233',
    severity: 'error',
    summary: 'a payload that is no JSON',
    message: ({ reason }) => `--payload must be JSON: ${reason}.`,
    help: () => `in a shell: --payload '{"approved": true}'`,
    explain: 'The text is handed to Postgres as it is written, so that numbers stay exact.',
  }),
  'unknown-diagnostic': entry<{ code: string; suggestion: string | null }>({
    code: 'DF7220',
    severity: 'error',
    summary: 'an unknown diagnostic',
    message: ({ code }) => `There is no diagnostic ${code}.`,
    help: ({ suggestion }) =>
      suggestion !== null
        ? `did you mean ${suggestion}?`
        : 'a code is DF and four digits, e.g. DF2001; names such as unknown-binding work too',
    explain: 'Every diagnostic has a code and a name; explain takes either.',
  }),
} as const;
