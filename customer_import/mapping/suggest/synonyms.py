"""What columns are called in the lists of other programs: the one table of words, by language.

A phrase is compared without case, accents, blanks and signs, and a header is read as a chain of
phrases (`Rechnungs|adresse PLZ`), so a table of parts knows many more names than it lists. A
phrase that ends in `?` can mean something else as well; what it says is never sure.
"""

from collections.abc import Mapping
from enum import Enum, auto

LANGUAGES = ("en", "de", "fr", "es", "pt", "nl", "it")


class Concept(Enum):
    """What a column holds."""

    ID = auto()
    NAME = auto()
    FULL_NAME = auto()
    FIRST = auto()
    LAST = auto()
    COMPANY = auto()
    DEPARTMENT = auto()
    EMAIL = auto()
    PHONE = auto()
    MOBILE = auto()
    FAX = auto()
    WEBSITE = auto()
    NOTE = auto()
    ADDRESS = auto()
    STREET = auto()
    HOUSE = auto()
    LINE2 = auto()
    LINE3 = auto()
    CITY = auto()
    STATE = auto()
    POSTCODE = auto()
    COUNTRY = auto()


class About(Enum):
    """Whose it is, or of which kind."""

    CUSTOMER = auto()
    ACCOUNT = auto()
    CONTACT = auto()
    BILLING = auto()
    SHIPPING = auto()
    POSTAL = auto()
    SERVICE = auto()
    HOME = auto()
    WORK = auto()
    SECOND = auto()


class Aside(Enum):
    """Words that say nothing of the field."""

    FILLER = auto()
    UNRELATED = auto()


Meaning = Concept | About | Aside

TABLE: Mapping[Meaning, Mapping[str, str]] = {
    Concept.ID: {
        "en": "id, identifier, ident, uuid, guid, number, no, num, code, key, ref?, reference?, n",
        "de": "nummer, nr, kennung, schlüssel, kunnr",
        "fr": "numéro, num, identifiant, référence?, réf?",
        "es": "número, núm, nro, código, cód, clave, identificador, referencia?",
        "pt": "número, código, cód, identificador, matrícula",
        "nl": "nummer, nr, code",
        "it": "numero, codice, cod, identificativo, matricola",
    },
    Concept.NAME: {
        "en": "name, names",
        "de": "name, namen",
        "fr": "nom, noms",
        "es": "nombre, nombres",
        "pt": "nome",
        "nl": "naam",
        "it": "nome",
    },
    Concept.FULL_NAME: {
        "en": "full name, display name, complete name, first and last name, first name last name",
        "de": "vor und nachname, vorname nachname, name vorname, vollständiger name, anzeigename",
        "fr": "nom complet, nom et prénom, prénom et nom, nom prénom, nom affiché",
        "es": "nombre completo, nombre y apellidos, nombre y apellido, apellidos y nombre",
        "pt": "nome completo, nome e sobrenome, nome e apelido",
        "nl": "volledige naam, weergavenaam, voor en achternaam, naam voluit",
        "it": "nome completo, nome e cognome, cognome e nome, nominativo",
    },
    Concept.FIRST: {
        "en": "first name, first names, given name, given names, forename, fname",
        "de": "vorname, vornamen, rufname",
        "fr": "prénom, prénoms",
        "es": "nombre de pila, primer nombre",
        "pt": "primeiro nome, nome próprio",
        "nl": "voornaam, voornamen, roepnaam",
        "it": "nome di battesimo, primo nome",
    },
    Concept.LAST: {
        "en": "last name, last names, surname, family name, lname",
        "de": "nachname, nachnamen, familienname, zuname",
        "fr": "nom de famille, patronyme",
        "es": "apellido, apellidos, primer apellido, apellido paterno",
        "pt": "sobrenome, último nome, nome de família, apelido?",
        "nl": "achternaam, familienaam, geslachtsnaam",
        "it": "cognome",
    },
    Concept.COMPANY: {
        "en": "company, companies, organisation, organization, business, firm, trading name, "
        "legal name?",
        "de": "firma, firmen, unternehmen, unternehmens, betrieb, gesellschaft?",
        "fr": "société, entreprise, raison sociale, dénomination sociale, dénomination?, "
        "nom commercial, organisme",
        "es": "empresa, compañía, razón social, nombre comercial, nombre fiscal, organización",
        "pt": "empresa, razão social, nome fantasia, nome comercial, organização, companhia",
        "nl": "bedrijf, bedrijfs, organisatie, onderneming, handelsnaam",
        "it": "azienda, società, ragione sociale, ditta, denominazione?, impresa, organizzazione",
    },
    Concept.DEPARTMENT: {
        "en": "department, dept, division?",
        "de": "abteilung, abt",
        "fr": "département?",
        "es": "departamento?",
        "pt": "departamento?, setor?",
        "nl": "afdeling",
        "it": "reparto, dipartimento",
    },
    Concept.EMAIL: {
        "en": "email, emails, e mail, e mails, mail, smtp addr",
        "de": "email, e mail, mail, mails",
        "fr": "courriel, mél, adresse électronique, e mail",
        "es": "correo?, correo electrónico, correo e, e mail",
        "pt": "correio eletrônico, correio electrónico, e mail",
        "nl": "e mail, mail",
        "it": "posta elettronica, e mail, mail",
    },
    Concept.PHONE: {
        "en": "phone, phones, telephone, tel, landline, telephones",
        "de": "telefon, fon, festnetz, rufnummer, durchwahl?",
        "fr": "téléphone, tél, téléphone fixe, fixe?",
        "es": "teléfono, teléfonos, teléfono fijo, tfno, telf, tlf, fijo?",
        "pt": "telefone, telefones, telefone fixo, fone",
        "nl": "telefoon, vaste telefoon",
        "it": "telefono, telefono fisso",
    },
    Concept.MOBILE: {
        "en": "mobile, mobiles, cell, cellphone, cellular, gsm, mob",
        "de": "handy, mobil, mobilfunk, natel",
        "fr": "portable, mobile",
        "es": "móvil, celular, cel",
        "pt": "telemóvel, celular, móvel, tlm",
        "nl": "mobiel, mobiele",
        "it": "cellulare, mobile",
    },
    Concept.FAX: {
        "en": "fax, facsimile, telefax",
        "de": "fax, telefax, telfx",
        "fr": "fax, télécopie, télécopieur",
        "es": "fax",
        "pt": "fax",
        "nl": "fax",
        "it": "fax",
    },
    Concept.WEBSITE: {
        "en": "website, websites, web site, web, url, homepage, home page, web page, domain name",
        "de": "webseite, internet, internetseite, netzseite, webauftritt",
        "fr": "site web, site internet, page web, site?",
        "es": "sitio web, página web, web, sitio?",
        "pt": "site?, página web, sítio web, página da internet",
        "nl": "website, webpagina, webstek",
        "it": "sito web, sito internet, sito, pagina web",
    },
    Concept.NOTE: {
        "en": "note, notes, comment, comments, remark, remarks, memo?, description?",
        "de": "notiz, notizen, bemerkung, bemerkungen, anmerkung, anmerkungen, kommentar, "
        "kommentare, beschreibung?, vermerk",
        "fr": "remarque, remarques, commentaire, commentaires, observations, description?",
        "es": "nota, notas, comentario, comentarios, observación, observaciones, descripción?",
        "pt": "nota, notas, observação, observações, obs, comentário, comentários, descrição?",
        "nl": "opmerking, opmerkingen, notitie, notities, toelichting?, omschrijving?",
        "it": "note, annotazioni, commento, commenti, osservazioni, descrizione?",
    },
    Concept.ADDRESS: {
        "en": "address, addresses, addr, address line",
        "de": "adresse, adressen, adress, anschrift, adresszeile, anschriftzeile",
        "fr": "adresse, ligne d adresse, ligne adresse",
        "es": "dirección, domicilio, línea de dirección",
        "pt": "endereço, morada, linha de endereço",
        "nl": "adres, adresregel",
        "it": "indirizzo, riga indirizzo",
    },
    Concept.STREET: {
        "en": "street, road, street name",
        "de": "straße, str, straßenname, stras",
        "fr": "rue, voie",
        "es": "calle",
        "pt": "rua, logradouro",
        "nl": "straat, straatnaam",
        "it": "via, strada",
    },
    Concept.HOUSE: {
        "en": "house number, house no, street number, street no",
        "de": "hausnummer, hausnr, haus nr",
        "fr": "numéro de rue, numéro de voie, numéro rue, n rue",
        "es": "número exterior, núm ext, número de calle",
        "pt": "número da casa, número do endereço, número da porta",
        "nl": "huisnummer, huisnr",
        "it": "numero civico, civico, n civico",
    },
    Concept.LINE2: {
        "en": "apartment, apt, suite, address line two, address complement",
        "de": "adresszusatz, anschriftenzusatz, adresszeile zwei",
        "fr": "complément, complément d adresse, complément adresse",
        "es": "complemento, número interior, núm int",
        "pt": "complemento",
        "nl": "toevoeging, huisnummertoevoeging, huisnr toevoeging, adrestoevoeging",
        "it": "complemento indirizzo, dettagli indirizzo",
    },
    Concept.LINE3: {
        "en": "suburb, neighborhood, neighbourhood",
        "de": "ortsteil, stadtteil",
        "fr": "lieu dit, quartier",
        "es": "colonia, barrio",
        "pt": "bairro",
        "nl": "wijk, buurt",
        "it": "frazione, quartiere",
    },
    Concept.CITY: {
        "en": "city, town, locality, municipality",
        "de": "ort, stadt, wohnort, ortschaft, gemeinde, ortsname",
        "fr": "ville, commune, localité",
        "es": "ciudad, población, localidad, municipio",
        "pt": "cidade, localidade, município",
        "nl": "plaats, stad, woonplaats, plaatsnaam, vestigingsplaats, gemeente",
        "it": "città, comune, località",
    },
    Concept.STATE: {
        "en": "state, province, region, county, prefecture",
        "de": "bundesland, kanton, provinz, landkreis",
        "fr": "région, province, canton, état",
        "es": "provincia, estado?, región, comunidad autónoma, entidad federativa",
        "pt": "estado?, uf, distrito, província, região, unidade federativa",
        "nl": "provincie, regio, staat",
        "it": "provincia, prov, regione, stato?",
    },
    Concept.POSTCODE: {
        "en": "zip, zip code, zip codes, postcode, postal code, post code, zip postal code",
        "de": "plz, postleitzahl, pstlz",
        "fr": "code postal, cp",
        "es": "código postal, cód postal, cp",
        "pt": "código postal, cód postal, cep",
        "nl": "postcode",
        "it": "cap, codice postale, codice di avviamento postale, codice avviamento postale",
    },
    Concept.COUNTRY: {
        "en": "country, nation, countries",
        "de": "land, länder, länderkennzeichen, länderkürzel",
        "fr": "pays",
        "es": "país",
        "pt": "país",
        "nl": "land",
        "it": "paese, nazione",
    },
    About.CUSTOMER: {
        "en": "customer, customers, client, clients, cust, buyer, debtor",
        "de": "kunde, kunden, kd, debitor, debitoren, käufer, auftraggeber",
        "fr": "client, clients, cliente, acheteur",
        "es": "cliente, clientes, comprador",
        "pt": "cliente, clientes, comprador",
        "nl": "klant, klanten, klants, debiteur, debiteuren, relatie, relaties",
        "it": "cliente, clienti, acquirente",
    },
    About.ACCOUNT: {
        "en": "account, accounts, acct, record, member, partner, business partner, external, "
        "internal, unique",
        "de": "konto, mitglied, mitglieds, geschäftspartner, partner, externe, interne",
        "fr": "compte, membre, externe, interne, unique",
        "es": "cuenta, socio, externo, interno, único",
        "pt": "conta, sócio, externo, interno, único",
        "nl": "rekening, lid, externe, interne, uniek",
        "it": "conto, socio, esterno, interno, univoco",
    },
    About.CONTACT: {
        "en": "contact, contacts, contact person, primary contact, main contact",
        "de": "ansprechpartner, ansprechperson, kontakt, kontaktperson",
        "fr": "contact, interlocuteur, personne de contact",
        "es": "contacto, persona de contacto",
        "pt": "contato, contacto, pessoa de contato, pessoa de contacto",
        "nl": "contact, contactpersoon, contactpersonen",
        "it": "contatto, referente, persona di contatto",
    },
    About.BILLING: {
        "en": "billing, bill, bill to, billed to, invoice, invoicing",
        "de": "rechnung, rechnungs, rechnungsempfänger, faktura",
        "fr": "facturation, facture, facturé à, de facturation",
        "es": "facturación, factura, fiscal",
        "pt": "faturamento, faturação, facturação, fatura, cobrança",
        "nl": "factuur, facturatie, facturering",
        "it": "fatturazione, fattura, fatturaz",
    },
    About.SHIPPING: {
        "en": "shipping, ship, ship to, shipped to, delivery, deliver to, shipment",
        "de": "liefer, lieferung, lieferungs, versand, empfänger",
        "fr": "livraison, expédition, envoi",
        "es": "envío, entrega, expedición",
        "pt": "entrega, envio, remessa",
        "nl": "levering, leverings, lever, aflever, bezorg, verzend, verzending",
        "it": "consegna, spedizione, destinazione",
    },
    About.POSTAL: {
        "en": "mailing, postal, correspondence, po",
        "de": "post, postalische, korrespondenz",
        "fr": "postale, correspondance",
        "es": "correspondencia, postales",
        "pt": "correspondência",
        "nl": "post, correspondentie",
        "it": "postale, corrispondenza",
    },
    About.SERVICE: {
        "en": "service, site address, job site, installation",
        "de": "einsatz, einsatzort, leistungsort",
        "fr": "intervention, chantier",
        "es": "servicio, instalación",
        "pt": "serviço, instalação",
        "nl": "werkadres, installatie",
        "it": "servizio, installazione",
    },
    About.HOME: {
        "en": "home, private, personal, residential",
        "de": "privat, private, privater, persönlich, persönliche",
        "fr": "domicile, privé, personnel, perso",
        "es": "casa, particular, personal, residencia",
        "pt": "casa, particular, pessoal, residencial",
        "nl": "thuis, privé",
        "it": "casa, privato, personale, abitazione, residenza",
    },
    About.WORK: {
        "en": "work, office, job, corporate",
        "de": "geschäft, geschäfts, geschäftlich, dienstlich, dienst, büro, arbeit, zentrale",
        "fr": "travail, bureau, professionnel, pro",
        "es": "trabajo, oficina, laboral, profesional",
        "pt": "trabalho, escritório, comercial, profissional",
        "nl": "werk, zakelijk, zakelijke, kantoor",
        "it": "lavoro, ufficio, aziendale, professionale",
    },
    About.SECOND: {
        "en": "alt, alternate, alternative, other, secondary, second, additional, backup",
        "de": "weitere, weiterer, zweite, zweiter, zweites, alternative, sonstige, abweichende",
        "fr": "autre, secondaire, second, deuxième",
        "es": "otro, otra, segundo, segunda, secundario, secundaria, alternativo, alternativa",
        "pt": "outro, outra, segundo, segunda, secundário, secundária, alternativo",
        "nl": "andere, tweede, overige, alternatief",
        "it": "altro, altra, secondo, secondario, secondaria, alternativo, alternativa",
    },
    Aside.FILLER: {
        "en": "the, of, and, or, for, to, main, primary, default, current, value, person, line, "
        "iso, full, sa, c",
        "de": "der, die, das, des, und, oder, für, an, haupt, zeile, adressatentyp, natürl, "
        "natürliche, natürlicher, von, vom",
        "fr": "le, la, les, l, du, de, d, et, ou, à, au, principal, principale, ligne, complète",
        "es": "el, los, las, del, y, o, principal, línea, completa",
        "pt": "do, da, dos, das, e, em, linha, principal",
        "nl": "het, van, voor, en, of, hoofd, regel",
        "it": "il, lo, gli, di, della, dello, dei, per, principale, riga",
    },
    Aside.UNRELATED: {
        "en": "owner, rep, agent, manager, assigned, created, modified, updated, by, type, status, "
        "opt, consent, marketing, newsletter, count, total, image, photo, avatar, logo, linkedin, "
        "facebook, twitter, instagram, skype, password, verified, bounce, language, currency, "
        "group, store, shop, order, orders, card, session, master, parent, support, sales, vat, "
        "tax, bank, iban, bic, swift, date, birth, spouse, emergency, supplier, vendor, product, "
        "contract, sector, custom, price, user name, username, ip, extension, ext, title, rating, "
        "verification, domain, secret, token, login, campaign, source, referral, mac, meta",
        "de": "typ, gruppe, steuer, ust, idnr, bankleitzahl, konditionen, betreuer, vertreter, "
        "vertrag, geburt, lieferant, lieferanten, währung, anrede, titel, kategorie",
        "fr": "statut, groupe, tva, siret, siren, naissance, fournisseur, contrat, devise, banque",
        "es": "tipo, grupo, nif, cif, iva, nacimiento, proveedor, contrato, banco, vendedor",
        "pt": "cnpj, cpf, nascimento, fornecedor, inscrição, estadual, municipal, vendedor",
        "nl": "groep, btw, kvk, geboorte, leverancier, soort, taal, valuta, bankrekening",
        "it": "gruppo, partita, piva, fiscale, nascita, fornitore, contratto, banca, sdi, pec",
    },
}
"""Every phrase, by what it means and by language."""
