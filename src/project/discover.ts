import { realpath, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { type Diagnostic, diagnose, type Phase } from '../diagnostics/index.ts';
import type { Project } from './project-file.ts';

/** The flow files of the project, by name in an order that depends on nothing but the names. */
export async function discoverFlows(project: Project): Promise<Phase<readonly string[]>> {
  const paths = (await match(project, project.flows)).filter((path) => path.endsWith('.dflow'));
  const diagnostics = paths.length > 0 ? [] : [diagnose('no-flows', null, { patterns: project.flows, root: project.root })];
  return { value: paths, diagnostics };
}

/** The schema files in the order in which they are applied: by pattern, then by name. A plain name has to exist. */
export async function discoverSchema(project: Project): Promise<Phase<readonly string[]>> {
  const paths = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const excluded = project.schema.filter((pattern) => pattern.startsWith('!'));
  for (const pattern of project.schema) {
    if (pattern.startsWith('!')) continue;
    const found = await match(project, [pattern, ...excluded]);
    if (found.length === 0 && !isDynamicPattern(pattern)) diagnostics.push(diagnose('missing-path', null, { path: pattern }));
    for (const path of found) paths.add(path);
  }
  return { value: [...paths], diagnostics };
}

/** Those of `flows` that `chosen` names: files, or everything below a directory. Nothing chosen means all. */
export async function choose(
  project: Project,
  flows: readonly string[],
  chosen: readonly string[],
  cwd: string,
): Promise<Phase<ReadonlySet<string>>> {
  if (chosen.length === 0) return { value: new Set(flows), diagnostics: [] };
  const value = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const path of chosen) {
    const absolute = resolve(cwd, path);
    const places = [relative(project.root, absolute), await realRelative(project.root, absolute)];
    const found = flows.filter((flow) => places.some((place) => place !== null && holds(place.split(sep).join('/'), flow)));
    for (const flow of found) value.add(flow);
    if (found.length > 0) continue;
    const exists = await stat(absolute).then(
      () => true,
      () => false,
    );
    diagnostics.push(
      exists ? diagnose('path-not-in-project', null, { path, patterns: project.flows }) : diagnose('missing-path', null, { path }),
    );
  }
  return { value, diagnostics };
}

function holds(place: string, flow: string): boolean {
  return place === '' || flow === place || flow.startsWith(`${place}/`);
}

/** The way from one place to another when links are followed; null where there is nothing. */
async function realRelative(from: string, to: string): Promise<string | null> {
  return Promise.all([realpath(from), realpath(to)]).then(
    ([start, end]) => relative(start, end),
    () => null,
  );
}

async function match(project: Project, patterns: readonly string[]): Promise<readonly string[]> {
  const paths = await glob(patterns, {
    cwd: project.root,
    ignore: ['**/node_modules/**', '**/.pgdurable/**'],
    expandDirectories: false,
    onlyFiles: true,
  });
  // Compared by code unit: an order by locale would differ between machines.
  return [...new Set(paths.map((path) => path.split(sep).join('/')))].sort((a, b) => (a < b ? -1 : 1));
}
