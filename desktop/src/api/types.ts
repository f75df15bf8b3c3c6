import type { components } from "./schema";

/** The names the page uses for what the API answers: the generated types, and nothing beside them. */
type Schemas = components["schemas"];

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export type Account = Schemas["Account"];
export type Actor = Schemas["Actor"];
export type Authenticator = Schemas["Authenticator"];
export type AssociationMatrix = Schemas["AssociationMatrix"];
export type Associations = Schemas["Associations"];
export type Asset = Schemas["Asset"];
export type AssetKind = Schemas["AssetKind"];
export type AssetSummary = Schemas["AssetSummary"];
export type CategorySummary = Schemas["CategorySummary"];
export interface Change<T> {
  from: T;
  to: T;
}
export type Column = Schemas["Column"];
export type ColumnChange = Schemas["ColumnChange"];
export type Comparison = Schemas["Comparison"];
export type Count = Schemas["Count"];
/** The answer to a new token: the only one that holds its secret. */
export type CreatedToken = Schemas["Token"] & { token: string };
export type Dataset = Schemas["Dataset"];
export type DatasetChanges = Schemas["DatasetChanges"];
export type Document = Schemas["Document"];
export type DocumentChanges = Schemas["DocumentChanges"];
export type Edge = Schemas["Edge"];
export type Figure = Schemas["Figure"];
export type FigureChanges = Schemas["FigureChanges"];
export type GapChange = Schemas["GapChange"];
export type Granularity = Schemas["Granularity"];
export type Histogram = Schemas["Histogram"];
export type Hit = Schemas["Hit"];
export type Invitation = Schemas["Invitation"];
export type Iteration = Schemas["Iteration"];
export type IdentityProvider = Schemas["IdentityProvider"];
export type IterationEntry = Schemas["Entry"];
export type IterationSummary = Schemas["IterationSummary"];
export type Lineage = Schemas["Lineage"];
export type Measure = Schemas["Measure"];
export type MetricChange = Schemas["MetricChange"];
export type MissingPattern = Schemas["MissingPattern"];
export type MissingPatterns = Schemas["MissingPatterns"];
export type Mode = Schemas["Mode"];
export type Model = Schemas["Model"];
export type ModelChanges = Schemas["ModelChanges"];
export type Named = Schemas["Named"];
export type Neighbour = Schemas["Neighbour"];
export type ParameterValue = Schemas["ParameterValue"];
export type PersonalClass = Schemas["PersonalClass"];
export type OpenInvitation = Schemas["OpenInvitation"];
export type OwnSession = Schemas["OwnSession"];
export type Policy = Schemas["Policy"];
/** `code` is open: a newer server may know more of them than this page. */
export type Problem = Omit<Schemas["Problem"], "code"> & { code: Schemas["ProblemCode"] | (string & {}) };
export type Profile = Schemas["Profile"];
export type ProviderSettings = Schemas["ProviderSettings"];
export type Project = Schemas["Project"];
export type ProjectSummary = Schemas["ProjectSummary"];
export type Quantile = Schemas["Quantile"];
export type Relation = Schemas["Relation"];
export type RowChanges = Schemas["RowChanges"];
export type Rule = Schemas["Rule"];
export type Scope = Schemas["Scope"];
export type Semantic = Schemas["Semantic"];
export type Session = Schemas["Session"];
export type Role = Schemas["Role"];
export type SignInProvider = Schemas["SignInProvider"];
export type Shift = Schemas["Shift"];
export type Source = Schemas["Source"];
export type Token = Schemas["Token"];
export type TypeFamily = Schemas["TypeFamily"];
export type Version = Schemas["Version"];
export type VersionSummary = Schemas["VersionSummary"];
export type Withheld = Schemas["Withheld"];
export type WithheldFigure = Schemas["WithheldFigure"];
export type Workspace = Schemas["Workspace"];
export type WorkspacePolicy = Schemas["WorkspacePolicy"];
