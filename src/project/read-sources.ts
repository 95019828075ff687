import { join } from 'node:path';
import type { Diagnostic, Phase } from '../diagnostics/index.ts';
import type { SourceFile } from '../source/index.ts';
import { discoverFlows, discoverSchema } from './discover.ts';
import type { Project } from './project-file.ts';
import { FLOW_BYTES, readText, SCHEMA_BYTES } from './read-text.ts';

/** The texts of all flow files. A file that cannot be read is missing in the value and reported. */
export async function readFlows(project: Project): Promise<Phase<readonly SourceFile[]>> {
  return readAll(project, await discoverFlows(project), FLOW_BYTES);
}

/** The texts of the schema files, in the order in which they are applied. */
export async function readSchema(project: Project): Promise<Phase<readonly SourceFile[]>> {
  return readAll(project, await discoverSchema(project), SCHEMA_BYTES);
}

async function readAll(project: Project, paths: Phase<readonly string[]>, limit: number): Promise<Phase<readonly SourceFile[]>> {
  const value: SourceFile[] = [];
  const diagnostics: Diagnostic[] = [...paths.diagnostics];
  for (const path of paths.value) {
    const read = await readText(join(project.root, path), path, limit);
    if (read.value !== null) value.push(read.value);
    diagnostics.push(...read.diagnostics);
  }
  return { value, diagnostics };
}
