package io.lmq;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * How {@code ssl://} and {@code wss://} are spoken (spec 2.1, tls.md): TLS 1.2 or later, the server's certificate and
 * name verified. On Android OpenSSL knows no authorities: {@link #android} has the system's. Immutable.
 */
public final class TlsOptions {
    private final Builder from;

    private TlsOptions(Builder from) {
        this.from = from;
    }

    /**
     * Starts from the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * What a phone needs: the authorities that came with Android's system. Not those that the user or a profile has
     * added, nor what updates have changed since Android 14, which keeps those elsewhere.
     *
     * @return options with {@code /system/etc/security/cacerts}
     */
    public static TlsOptions android() {
        return builder().caDirectory("/system/etc/security/cacerts").build();
    }

    void pack(Packer to) {
        to.text(from.caFile);
        to.text(from.caDirectory);
        to.text(from.caPem);
        to.text(from.certificateFile);
        to.text(from.certificatePem);
        to.text(from.keyFile);
        to.bytes(from.keyPem == null ? new byte[0] : from.keyPem.copy());
        to.bytes(from.keyPassword == null ? new byte[0] : from.keyPassword.copy());
        to.texts(from.pins);
        to.text(from.ciphers);
        to.text(from.cipherSuites);
        to.texts(from.alpn);
        to.flag(from.anyCertificate);
    }

    /** Makes {@link TlsOptions}. Files are read when a client is created and before each attempt. Not thread-safe. */
    public static final class Builder implements Cloneable {
        private String caFile = "";
        private String caDirectory = "";
        private String caPem = "";
        private String certificateFile = "";
        private String certificatePem = "";
        private String keyFile = "";
        private Secret keyPem;
        private Secret keyPassword;
        private List<String> pins = new ArrayList<>();
        private String ciphers = "";
        private String cipherSuites = "";
        private List<String> alpn = new ArrayList<>();
        private boolean anyCertificate;

        private Builder() {}

        /**
         * Trusts the certificates of a file; any of the three {@code ca} replaces the system's store, and they add up.
         *
         * @param path of PEM certificates
         * @return this builder
         */
        public Builder caFile(String path) {
            caFile = Objects.requireNonNull(path, "path");
            return this;
        }

        /**
         * Trusts the certificates in a folder.
         *
         * @param path of the folder
         * @return this builder
         */
        public Builder caDirectory(String path) {
            caDirectory = Objects.requireNonNull(path, "path");
            return this;
        }

        /**
         * Trusts certificates given as a text, from the app's resources for instance.
         *
         * @param pem one or more certificates
         * @return this builder
         */
        public Builder caPem(String pem) {
            caPem = Objects.requireNonNull(pem, "pem");
            return this;
        }

        /**
         * Shows a client certificate from files.
         *
         * @param certificate PEM, with the chain up to its authority
         * @param key PEM
         * @return this builder
         */
        public Builder certificateFiles(String certificate, String key) {
            certificateFile = Objects.requireNonNull(certificate, "certificate");
            keyFile = Objects.requireNonNull(key, "key");
            return this;
        }

        /**
         * Shows a client certificate given as texts, which are never written to a file.
         *
         * @param certificate PEM, with the chain up to its authority
         * @param key PEM; copied, and kept until the options are gone
         * @return this builder
         */
        public Builder certificatePem(String certificate, char[] key) {
            certificatePem = Objects.requireNonNull(certificate, "certificate");
            keyPem = new Secret(key);
            return this;
        }

        /**
         * Gives the password of an encrypted key.
         *
         * @param password copied, and kept until the options are gone
         * @return this builder
         */
        public Builder keyPassword(char[] password) {
            keyPassword = new Secret(password);
            return this;
        }

        /**
         * Pins public keys, beside the verification: one certificate of the verified chain must have one of them.
         *
         * @param hashes SHA-256 of SubjectPublicKeyInfo, Base64 (with {@code sha256/} before it or not) or hex; at most
         *     100
         * @return this builder
         */
        public Builder pins(String... hashes) {
            pins = Arrays.asList(hashes.clone());
            return this;
        }

        /**
         * Restricts the suites.
         *
         * @param tls12 as {@code openssl ciphers} takes them; empty: OpenSSL's default
         * @param tls13 with colons between them; empty: OpenSSL's default
         * @return this builder
         */
        public Builder ciphers(String tls12, String tls13) {
            ciphers = Objects.requireNonNull(tls12, "tls12");
            cipherSuites = Objects.requireNonNull(tls13, "tls13");
            return this;
        }

        /**
         * Offers protocols by ALPN.
         *
         * @param names of 1 to 255 bytes; none: the extension is not sent
         * @return this builder
         */
        public Builder alpn(String... names) {
            alpn = Arrays.asList(names.clone());
            return this;
        }

        /**
         * Talks to whoever answers, who can read and change everything. Pins still hold, for the server's own key.
         *
         * @param accepted false by default
         * @return this builder
         */
        public Builder dangerAcceptAnyCertificate(boolean accepted) {
            anyCertificate = accepted;
            return this;
        }

        /**
         * Checks nothing: {@link Client#create} does.
         *
         * @return the options
         */
        public TlsOptions build() {
            return new TlsOptions(clone());
        }

        @Override
        protected Builder clone() {
            try {
                return (Builder) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
