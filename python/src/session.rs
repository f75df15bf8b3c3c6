use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use conspectus_agent::Error;
use conspectus_agent::credentials::{SystemKeyring, remember};
use conspectus_agent::session::{self, DatasetDraft, Draft, ModelDraft, Origin, Recorded, greet};
use conspectus_agent::settings::{Given, Settings, config_file, data_folder, project};
use conspectus_agent::upload::{Client, Server};
use conspectus_metadata::{AgentInfo, Body, Document, Note, Profile, explain};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule};
use ring::rand::SystemRandom;

use crate::convert::{self, EdgeArgument, FilingArgument, MannerArgument};
use crate::entry::Entry;
use crate::errors::{raise, wrong};
use crate::summary::{Key, Summariser, Summary};
use crate::surroundings::Machine;

/// One process's use of the agent.
#[pyclass(frozen, module = "conspectus._native")]
pub(crate) struct Session {
    inner: &'static session::Session,
}

/// Server, workspace, and why it could not be asked.
type Connected = (Option<String>, Option<String>, Option<String>);
/// Id and exact bytes.
type Captured<'py> = (String, Bound<'py, PyBytes>);

#[pymethods]
impl Session {
    /// Lives as long as the process: threads use it, and a fork leaves it behind untouched.
    #[new]
    fn new(py: Python<'_>, runtime: String) -> PyResult<Self> {
        let name = "conspectus-python".to_owned();
        let agent = AgentInfo { name, version: env!("CARGO_PKG_VERSION").to_owned(), runtime: Some(runtime) };
        let open = || {
            let folder = data_folder(&variable)?;
            session::Session::open(&folder, Arc::new(Machine(SystemRandom::new())), agent)
        };
        let inner = run(py, open)?;
        Ok(Self { inner: Box::leak(Box::new(inner)) })
    }

    #[getter]
    fn folder(&self) -> PathBuf {
        self.inner.ledger().folder().to_owned()
    }

    #[getter]
    fn server(&self) -> Option<String> {
        self.inner.server()
    }

    /// Finds server and token and connects. With `ask`, the server is asked for the workspace's policy at once.
    fn connect(&self, py: Python<'_>, url: Option<&str>, token: Option<&str>, ask: bool) -> PyResult<Connected> {
        run(py, || {
            let given = Given { url, token };
            let Settings { server, token, .. } = Settings::find(given, &variable, &SystemKeyring)?;
            let Some(server) = server else { return Ok((None, None, None)) };
            let Some(token) = token else {
                let argument = "token";
                let reason = format!("there is none for {server}; run `conspectus login`, or set CONSPECTUS_TOKEN");
                return if ask { Err(Error::Argument { argument, reason }) } else { Ok((None, None, Some(reason))) };
            };
            if ask {
                let connected = self.inner.connect(server, token.value)?;
                Ok((Some(connected.server), connected.workspace.map(|workspace| workspace.name), connected.offline))
            } else {
                let name = server.to_string();
                self.inner.connect_later(server, token.value)?;
                Ok((Some(name), None, None))
            }
        })
    }

    /// Checks a token with its server, then keeps it; answers workspace and place.
    #[staticmethod]
    fn login(py: Python<'_>, url: &str, token: &str) -> PyResult<(String, String)> {
        run(py, || {
            let server = Server::parse(url)?;
            let workspace = greet(&Client::new(server.clone(), token.to_owned())?)?;
            let place = remember(&SystemKeyring, &config_file(&variable)?, &server.to_string(), token)?;
            Ok((workspace.name, place.to_string()))
        })
    }

    /// Address and origin of the token, as they would be used.
    #[staticmethod]
    fn settings(py: Python<'_>) -> PyResult<(Option<String>, Option<String>)> {
        run(py, || {
            let found = Settings::find(Given::default(), &variable, &SystemKeyring)?;
            Ok((found.server.map(|s| s.to_string()), found.token.map(|t| t.origin.to_string())))
        })
    }

    /// The project named in the environment or the config file.
    #[staticmethod]
    fn configured_project(py: Python<'_>) -> PyResult<Option<String>> {
        run(py, || project(&variable))
    }

    fn choose_mode(&self, py: Python<'_>, mode: &str) -> PyResult<()> {
        self.inner.choose_mode(convert::mode(py, mode)?);
        Ok(())
    }

    fn summarise(&self, py: Python<'_>, stream: &Bound<'_, PyCapsule>) -> PyResult<Summary> {
        let stream = convert::stream(stream)?;
        run(py, || self.inner.summarise(stream).map(Summary))
    }

    /// What was withheld from a profile, and why, in sentences; about the table where no column is named.
    #[staticmethod]
    fn explain(py: Python<'_>, profile: &str, column: Option<&str>) -> PyResult<Vec<String>> {
        let profile: Profile = serde_json::from_str(profile)
            .map_err(|_| wrong(py, "profile", "what conspectus.profile or conspectus.dataset returned is needed"))?;
        explain(&profile, column).map_err(|unknown| wrong(py, "column", &unknown.to_string()))
    }

    /// The policy in force, as JSON.
    fn policy(&self, py: Python<'_>) -> PyResult<String> {
        run(py, || serde_json::to_string(&self.inner.policy()?).map_err(|e| Error::System(e.to_string())))
    }

    /// For a table that arrives bit by bit.
    fn summariser(&self) -> Summariser {
        Summariser::from(self.inner.pass())
    }

    /// What keys the summaries of this ledger, for workers of the user's own cluster.
    fn summary_key(&self) -> Key {
        Key(self.inner.summary_key())
    }

    /// The JSON that would leave.
    fn profile(
        &self,
        py: Python<'_>,
        summary: &Summary,
        asset: Option<(String, String)>,
        manner: MannerArgument,
    ) -> PyResult<String> {
        let manner = convert::manner(py, manner)?;
        run(py, || {
            let (project, name) = asset.unzip();
            let asset = project.as_deref().zip(name.as_deref());
            let profile = self.inner.profile(&summary.0, asset, manner)?;
            serde_json::to_string(&profile).map_err(|e| Error::System(e.to_string()))
        })
    }

    #[expect(clippy::too_many_arguments, reason = "called by keyword, from one place")]
    #[pyo3(signature = (summary, *, filing, name, role, location, query, files, manner, lineage))]
    fn dataset<'py>(
        &self,
        py: Python<'py>,
        summary: &Summary,
        filing: FilingArgument,
        name: String,
        role: Option<&str>,
        location: Option<String>,
        query: Option<String>,
        files: Vec<(String, Option<u64>)>,
        manner: MannerArgument,
        lineage: Vec<EdgeArgument>,
    ) -> PyResult<Captured<'py>> {
        let draft = DatasetDraft {
            filing: convert::filing(filing),
            name,
            role: role.map(|word| convert::role(py, word)).transpose()?,
            origin: Origin { location, query, files },
            manner: convert::manner(py, manner)?,
            lineage: convert::lineage(py, lineage)?,
        };
        captured(py, || self.inner.dataset(&summary.0, draft))
    }

    #[expect(clippy::too_many_arguments, reason = "called by keyword, from one place")]
    #[pyo3(signature = (*, filing, name, technique, library, library_version, parameters, metrics, lineage))]
    fn model<'py>(
        &self,
        py: Python<'py>,
        filing: FilingArgument,
        name: String,
        technique: String,
        library: Option<String>,
        library_version: Option<String>,
        parameters: Vec<(String, Bound<'py, PyAny>)>,
        metrics: Vec<(String, f64)>,
        lineage: Vec<EdgeArgument>,
    ) -> PyResult<Captured<'py>> {
        let parameters = parameters
            .into_iter()
            .map(|(name, value)| Ok((name, convert::parameter(&value)?)))
            .collect::<PyResult<_>>()?;
        let draft = ModelDraft {
            filing: convert::filing(filing),
            name,
            technique,
            library,
            library_version,
            parameters,
            metrics,
            lineage: convert::lineage(py, lineage)?,
        };
        captured(py, || self.inner.model(draft))
    }

    #[pyo3(signature = (png, *, filing, name, caption, lineage))]
    fn figure<'py>(
        &self,
        py: Python<'py>,
        png: &[u8],
        filing: FilingArgument,
        name: String,
        caption: Option<String>,
        lineage: Vec<EdgeArgument>,
    ) -> PyResult<Captured<'py>> {
        let (filing, lineage) = (convert::filing(filing), convert::lineage(py, lineage)?);
        captured(py, || self.inner.figure(filing, name, png, caption, lineage))
    }

    #[pyo3(signature = (markdown, *, filing, name, message, lineage))]
    fn document<'py>(
        &self,
        py: Python<'py>,
        markdown: String,
        filing: FilingArgument,
        name: String,
        message: Option<String>,
        lineage: Vec<EdgeArgument>,
    ) -> PyResult<Captured<'py>> {
        let lineage = convert::lineage(py, lineage)?;
        let body = Body::Document(Document { markdown, message });
        captured(py, || self.inner.record(Draft { filing: convert::filing(filing), name: Some(name), body, lineage }))
    }

    #[pyo3(signature = (text, *, filing))]
    fn note<'py>(&self, py: Python<'py>, text: String, filing: FilingArgument) -> PyResult<Captured<'py>> {
        let (filing, body) = (convert::filing(filing), Body::Note(Note { text }));
        captured(py, || self.inner.record(Draft { filing, name: None, body, lineage: Vec::new() }))
    }

    fn entries(&self, py: Python<'_>) -> PyResult<Vec<Entry>> {
        let entries = run(py, || Ok(self.inner.ledger().entries()?))?;
        Ok(entries.into_iter().map(Entry::from).collect())
    }

    fn entry(&self, py: Python<'_>, id: &str) -> PyResult<Option<Entry>> {
        let id = convert::id(py, "id", id)?;
        Ok(run(py, || Ok(self.inner.ledger().entry(id)?))?.map(Entry::from))
    }

    fn bytes<'py>(&self, py: Python<'py>, id: &str) -> PyResult<Option<Bound<'py, PyBytes>>> {
        let id = convert::id(py, "id", id)?;
        Ok(run(py, || Ok(self.inner.ledger().bytes(id)?))?.map(|bytes| PyBytes::new(py, &bytes)))
    }

    /// Captures that still wait, and why.
    fn flush(&self, py: Python<'_>, timeout: f64) -> PyResult<(u64, Option<String>)> {
        let timeout = Duration::try_from_secs_f64(timeout.clamp(0.0, 1e6))
            .map_err(|_| wrong(py, "timeout", "a number of seconds is needed"))?;
        run(py, || self.inner.flush(timeout)).map(|flushed| (flushed.waiting, flushed.reason))
    }

    /// Sends what waits for another address to this server instead.
    fn redirect(&self, py: Python<'_>, origin: &str, target: &str) -> PyResult<u64> {
        run(py, || {
            let target = Server::parse(target)?.to_string();
            Ok(self.inner.ledger().redirect(origin.trim_end_matches('/'), &target)?)
        })
    }

    /// Before a fork: closes the ledger, so that no open file is copied. Other threads wait.
    fn before_fork(&self, py: Python<'_>) {
        py.detach(|| self.inner.ledger().pause());
    }

    /// After a fork, in the parent.
    fn after_fork(&self) {
        self.inner.ledger().resume();
    }
}

fn captured(py: Python<'_>, work: impl FnOnce() -> Result<Recorded, Error> + Send) -> PyResult<Captured<'_>> {
    let Recorded { id, bytes } = run(py, work)?;
    Ok((id.to_string(), PyBytes::new(py, &bytes)))
}

/// Lets other Python threads run meanwhile.
pub(crate) fn run<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T, Error> + Send) -> PyResult<T> {
    py.detach(work).map_err(|error| raise(py, &error))
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
