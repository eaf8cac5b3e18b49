//! Object stores: which one a URL means.

use std::fmt;

/// What a URL says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// `file://`
    File,
    /// `s3://`
    S3,
    /// `gs://`
    Gcs,
    /// `az://`
    Azure,
}

/// Why a URL names no store.
#[derive(Debug)]
#[non_exhaustive]
pub(crate) enum StoreError {
    /// Not a scheme that anything is known of.
    Scheme,
    /// One that was not built in.
    #[cfg_attr(
        all(feature = "s3", feature = "gcs", feature = "azure"),
        allow(dead_code, reason = "all are built in")
    )]
    Feature(&'static str),
    /// No bucket.
    Bucket,
    /// The environment does not say enough, or the key is none.
    #[cfg_attr(not(feature = "_store"), allow(dead_code, reason = "without stores there is none"))]
    Setup(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme => f.write_str(
                "it is a URL of an unknown kind; known are `file://`, `s3://`, `gs://` and `az://`",
            ),
            Self::Feature(feature) => write!(
                f,
                "it needs goflow's cargo feature `{feature}`; add it in Cargo.toml: \
                 `goflow = {{ features = [\"{feature}\"] }}`"
            ),
            Self::Bucket => f.write_str("the URL names no bucket; it goes `s3://bucket/path`"),
            Self::Setup(problem) => f.write_str(problem),
        }
    }
}

impl std::error::Error for StoreError {}

impl Scheme {
    /// The scheme of a path, and what stands behind it; `None` for a plain path.
    pub(crate) fn split(path: &str) -> Option<(Result<Self, StoreError>, &str)> {
        let (scheme, rest) = path.split_once("://")?;
        let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        if scheme.is_empty() || !scheme.chars().all(letter) {
            return None;
        }
        let known = match scheme.to_ascii_lowercase().as_str() {
            "file" => Ok(Self::File),
            "s3" | "s3a" => Ok(Self::S3),
            "gs" | "gcs" => Ok(Self::Gcs),
            "az" | "azure" | "abfs" | "abfss" => Ok(Self::Azure),
            _ => Err(StoreError::Scheme),
        };
        Some((known, rest))
    }
}

#[cfg(feature = "_store")]
pub(crate) use object::{Bucket, Store, bucket};

/// What to do about [`is_without_keys`].
#[cfg(feature = "_store")]
pub(crate) const NO_KEYS: &str = "the environment has no keys, so the machine was asked for some in \
                                  vain; set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or \
                                  what other stores read";

/// Whether an error comes from where machines in a cloud get their keys: who is not there has
/// forgotten to set them.
#[cfg(feature = "_store")]
pub(crate) fn is_without_keys(error: &object_store::Error) -> bool {
    let text = error.to_string();
    ["//169.254.169.254", "//metadata", "//169.254.170.2"].iter().any(|host| text.contains(host))
}

/// What to do about [`is_without_https`].
#[cfg(feature = "_store")]
pub(crate) const NO_HTTPS: &str = "the endpoint in the environment begins with `http://`; set `AWS_ALLOW_HTTP=true` to allow that";

/// Whether a store was not asked, because its endpoint is not encrypted and nobody allowed that.
#[cfg(feature = "_store")]
pub(crate) fn is_without_https(error: &object_store::Error) -> bool {
    let causes =
        std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    causes.into_iter().any(|cause| cause.to_string() == "URL scheme is not allowed")
}

#[cfg(feature = "_store")]
mod object {
    use std::sync::Arc;

    use object_store::ObjectStore;
    use object_store::multipart::MultipartStore;

    use super::{Scheme, StoreError};

    /// A store that is read, and written in parts.
    pub(crate) trait Store: ObjectStore + MultipartStore {}

    impl<S: ObjectStore + MultipartStore> Store for S {}

    /// A bucket, and a key in it.
    #[derive(Debug, Clone)]
    pub(crate) struct Bucket {
        pub(crate) store: Arc<dyn Store>,
        /// The URL up to the bucket's end: `s3://bucket`.
        pub(crate) root: String,
        /// What follows, as it stands there: a key, a prefix or a glob.
        pub(crate) key: String,
        /// The store is not asked when an upload begins, only when its first part comes.
        pub(crate) begins_locally: bool,
    }

    /// Opens the store that a URL means, set up by the environment: `AWS_ACCESS_KEY_ID`,
    /// `AWS_ENDPOINT_URL`, `AWS_ALLOW_HTTP` and what else `object_store` reads there. Requests that
    /// fail by what can pass (503, a cut connection) are repeated with growing pauses.
    pub(crate) fn bucket(url: &str) -> Result<Bucket, StoreError> {
        let (scheme, rest) = Scheme::split(url).ok_or(StoreError::Scheme)?;
        let scheme = scheme?;
        let (name, key) = rest.split_once('/').unwrap_or((rest, ""));
        if name.is_empty() {
            return Err(StoreError::Bucket);
        }
        let root = url.strip_suffix(key).unwrap_or(url).trim_end_matches('/').to_string();
        let store = open(scheme, &root, name)?;
        let begins_locally = scheme == Scheme::Azure;
        Ok(Bucket { store, root, key: key.to_string(), begins_locally })
    }

    #[allow(unused_variables, reason = "which of them are used is a question of features")]
    fn open(scheme: Scheme, root: &str, name: &str) -> Result<Arc<dyn Store>, StoreError> {
        let setup = |error: object_store::Error| StoreError::Setup(error.to_string());
        match scheme {
            Scheme::File => Err(StoreError::Scheme),
            #[cfg(feature = "s3")]
            Scheme::S3 => {
                let builder = object_store::aws::AmazonS3Builder::from_env();
                let store = builder.with_bucket_name(name).build().map_err(setup)?;
                Ok(Arc::new(store))
            }
            #[cfg(not(feature = "s3"))]
            Scheme::S3 => Err(StoreError::Feature("s3")),
            #[cfg(feature = "gcs")]
            Scheme::Gcs => {
                let builder = object_store::gcp::GoogleCloudStorageBuilder::from_env();
                let store = builder.with_bucket_name(name).build().map_err(|error| {
                    StoreError::Setup(format!(
                        "{error}; see that `GOOGLE_SERVICE_ACCOUNT` is the path of an account's JSON \
                         file, or `GOOGLE_SERVICE_ACCOUNT_KEY` what is in one"
                    ))
                })?;
                Ok(Arc::new(store))
            }
            #[cfg(not(feature = "gcs"))]
            Scheme::Gcs => Err(StoreError::Feature("gcs")),
            #[cfg(feature = "azure")]
            Scheme::Azure => {
                let builder = object_store::azure::MicrosoftAzureBuilder::from_env();
                Ok(Arc::new(builder.with_url(root).build().map_err(setup)?))
            }
            #[cfg(not(feature = "azure"))]
            Scheme::Azure => Err(StoreError::Feature("azure")),
        }
    }
}

/// The error of a URL in a build without any store.
#[cfg(not(feature = "_store"))]
pub(crate) fn bucket(url: &str) -> Result<std::convert::Infallible, StoreError> {
    match Scheme::split(url).ok_or(StoreError::Scheme)?.0? {
        Scheme::File => Err(StoreError::Scheme),
        Scheme::S3 => Err(StoreError::Feature("s3")),
        Scheme::Gcs => Err(StoreError::Feature("gcs")),
        Scheme::Azure => Err(StoreError::Feature("azure")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_and_paths() {
        assert!(matches!(Scheme::split("s3://a/b"), Some((Ok(Scheme::S3), "a/b"))));
        assert!(matches!(Scheme::split("FILE:///a"), Some((Ok(Scheme::File), "/a"))));
        assert!(matches!(Scheme::split("http://a"), Some((Err(StoreError::Scheme), "a"))));
        assert!(Scheme::split("a/b://c").is_none());
        assert!(Scheme::split("a/b").is_none());
    }

    #[cfg(feature = "s3")]
    #[tokio::test]
    async fn an_endpoint_without_encryption_is_told_how_it_is_allowed() {
        use object_store::ObjectStoreExt as _;
        let store = object_store::aws::AmazonS3Builder::new()
            .with_bucket_name("a")
            .with_endpoint("http://127.0.0.1:1")
            .with_access_key_id("a")
            .with_secret_access_key("a")
            .build()
            .unwrap();
        let error = store.head(&"b".into()).await.unwrap_err();
        assert!(is_without_https(&error), "{error:?}");
        let other = object_store::Error::NotImplemented {
            operation: "head".into(),
            implementer: "a".into(),
        };
        assert!(!is_without_https(&other));
    }

    #[test]
    fn a_url_that_cannot_be_read_says_why() {
        assert!(bucket("ftp://a/b").unwrap_err().to_string().contains("known are `file://`"));
        #[cfg(not(feature = "gcs"))]
        assert!(bucket("gs://a/b").unwrap_err().to_string().contains("cargo feature `gcs`"));
        #[cfg(feature = "s3")]
        {
            assert!(bucket("s3:///b").unwrap_err().to_string().contains("names no bucket"));
            let found = bucket("s3://a/b=%41/*.csv").unwrap();
            assert_eq!((found.root.as_str(), found.key.as_str()), ("s3://a", "b=%41/*.csv"));
            let found = bucket("s3://a").unwrap();
            assert_eq!((found.root.as_str(), found.key.as_str()), ("s3://a", ""));
        }
    }
}
