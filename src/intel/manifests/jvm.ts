import { XMLParser } from 'fast-xml-parser'
import { allOf, list, noContents, record, string, type ManifestReader } from './manifest.ts'

const xml = new XMLParser({ ignoreAttributes: true, processEntities: false, parseTagValue: false })

/** pom.xml: https://maven.apache.org/pom.html. A package is `group:artifact`; what a property stands for is not looked up. */
export const readPom: ManifestReader = ({ text }) => {
  try {
    const project = record(record(xml.parse(text))['project'])
    const group = string(project['groupId']) ?? string(record(project['parent'])['groupId'])
    const artifact = string(project['artifactId'])
    const dependencies = [project, record(project['dependencyManagement'])].flatMap((each) => list(record(each['dependencies'])['dependency']).map(record))
    return {
      ...noContents,
      name: group === null || artifact === null ? null : `${group}:${artifact}`,
      dependencies: dependencies.flatMap((each) => {
        const [ofGroup, ofArtifact] = [string(each['groupId']), string(each['artifactId'])]
        return ofGroup === null || ofArtifact === null ? [] : [`${ofGroup === '${project.groupId}' ? (group ?? '') : ofGroup}:${ofArtifact}`]
      }),
    }
  } catch {
    return null
  }
}

/** build.gradle and build.gradle.kts are programs: what they say in plain words. The artifact is called as its folder. */
export const readGradle: ManifestReader = ({ text, folderName }) => {
  const group = /^[ \t]*group\s*=?\s*['"]([^'"]+)['"]/m.exec(text)?.[1]
  return {
    ...noContents,
    name: group === undefined ? null : `${group}:${folderName}`,
    dependencies: allOf(text, /['"]([\w.-]+:[\w.-]+)(?::[^'"\s]*)?['"]/g),
  }
}

/** build.sbt: `"group" %% "artifact" % version`. */
export const readSbt: ManifestReader = ({ text, folderName }) => {
  const group = /\borganization\s*:=\s*"([^"]+)"/.exec(text)?.[1]
  const artifact = /(?:^|[\s,(])name\s*:=\s*"([^"]+)"/m.exec(text)?.[1] ?? folderName
  return {
    ...noContents,
    name: group === undefined ? null : `${group}:${artifact}`,
    dependencies: [...text.matchAll(/"([\w.-]+)"\s*%%?%?\s*"([\w.-]+)"/g)].map(([, ofGroup, ofArtifact]) => `${ofGroup}:${ofArtifact}`),
  }
}
