use serde::{Deserialize, Serialize};

/// An RFC 9457 problem. Programs branch on `code`, people read `detail`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `urn:conspectus:problem:<code>`.
    #[serde(rename = "type")]
    pub problem_type: String,
    pub title: String,
    pub status: u16,
    pub code: ProblemCode,
    /// What happened to this request and what to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The fields at fault, when it is about fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// A JSON pointer or a plain name such as `body.profile.columns[3]`.
    pub field: String,
    pub message: String,
}

// `$code` is a `tt`: wrapped as a `literal` the generator of schemas would not see the name in it.
macro_rules! codes {
    ($( $(#[$doc:meta])* $variant:ident = $code:tt, $status:literal, $title:literal; )*) => {
        /// What agent, page and retry loop branch on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ProblemCode { $( $(#[$doc])* #[serde(rename = $code)] $variant, )* }

        impl ProblemCode {
            pub const ALL: &[Self] = &[ $( Self::$variant, )* ];

            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $code, )* }
            }

            /// The HTTP status that carries it.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $( Self::$variant => $status, )* }
            }

            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $( Self::$variant => $title, )* }
            }
        }
    };
}

codes! {
    InvalidRequest = "invalid-request", 400, "The request is not valid";
    Unauthenticated = "unauthenticated", 401, "Sign in first";
    InvalidCredentials = "invalid-credentials", 401, "These credentials are not accepted";
    /// The password is right; a code or a passkey is needed besides.
    SecondFactorRequired = "second-factor-required", 401, "A second factor is needed";
    /// The session is good, but this act needs a fresh proof of identity.
    ProofRequired = "proof-required", 403, "Prove again that it is you";
    Forbidden = "forbidden", 403, "Not allowed";
    NotFound = "not-found", 404, "Not found";
    /// Its key was destroyed: nobody can open it any more.
    Gone = "gone", 410, "This was destroyed";
    MethodNotAllowed = "method-not-allowed", 405, "This route does not take that method";
    /// The id was used before with another body.
    CaptureIdReused = "capture-id-reused", 409, "This capture id already stands for something else";
    Conflict = "conflict", 409, "This conflicts with what is recorded";
    Stale = "stale", 412, "A newer version exists";
    PreconditionRequired = "precondition-required", 428, "If-Match is required";
    TooLarge = "too-large", 413, "Too large";
    UnsupportedMediaType = "unsupported-media-type", 415, "This media type is not taken";
    /// The capture breaks the workspace's disclosure policy.
    PolicyViolation = "policy-violation", 422, "The workspace's disclosure policy refuses this";
    InvalidCapture = "invalid-capture", 422, "The capture is not valid";
    IdempotencyKeyReused = "idempotency-key-reused", 422, "This idempotency key was used for another request";
    RateLimited = "rate-limited", 429, "Too many requests";
    Internal = "internal", 500, "Something went wrong on the server";
    Unavailable = "unavailable", 503, "The server is not ready";
}

impl ProblemCode {
    /// Whether sending the same thing again later can succeed.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::RateLimited | Self::Internal | Self::Unavailable)
    }
}

impl Problem {
    #[must_use]
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self {
            problem_type: format!("urn:conspectus:problem:{}", code.as_str()),
            title: code.title().to_owned(),
            status: code.status(),
            code,
            detail: Some(detail.into()),
            errors: Vec::new(),
        }
    }

    #[must_use]
    pub fn with_field(mut self, field: impl Into<String>, message: impl Into<String>) -> Self {
        self.errors.push(FieldError { field: field.into(), message: message.into() });
        self
    }
}
